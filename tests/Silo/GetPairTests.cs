using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Sync.Silo.Tests;

public sealed class GetPairTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task A_pair_is_explained_side_by_side()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Retrying, "17", "4", Sample.Busy(Id, "17", "4")), "'Ada' to 'Ada L.'");

        var pair = (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs.Single();

        (pair.Summary.Status, pair.Summary.Pairing, pair.Summary.MatchKey).ShouldBe((V1.PairStatus.Retrying, "customer", "ada@example.com"));
        pair.Summary.Reason.ShouldBe("crm: 503 from the CRM (attempt 4)");
        pair.Summary.NextAttempt.ShouldBe(Sample.Now.AddMinutes(1).ToTimestamp());
        (pair.Generation, pair.RowVersion).ShouldBe((2, 1));
        (pair.Crm.Kind, pair.Crm.ExternalId, pair.Crm.Version, pair.Crm.Ahead).ShouldBe(("customer", "17", "v3", true));
        pair.Crm.Position.ShouldBe(new V1.Position { Epoch = 1, Place = 42 });
        pair.Crm.Digest.ShouldEndWith("0abc");
        pair.Crm.Intent.ShouldBe("update {name: Ada L.} if its version is v3, outcome unknown");
        pair.Crm.Retry.NotBefore.ShouldBe(Sample.Now.AddSeconds(30).ToTimestamp());
        (pair.Shop.ExternalId, pair.Shop.ReadOwed, pair.Shop.Presence, pair.Shop.Intent).ShouldBe(("4", true, V1.Presence.Present, ""));
    }

    [Fact]
    public async Task Records_that_are_being_deleted_say_why()
    {
        var state = Sample.AtRest(Id) with { Retired = new Reconciliation.Retirement("Eve", null) };
        await Host.AddAsync(Sample.Row(Id, PairStatus.Paused, state: state));

        (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs.Single().Summary.Reason.ShouldBe("is deleted: Eve undid its creation");
    }

    [Fact]
    public async Task Each_property_tells_base_both_sides_and_provenance_in_the_order_of_the_configuration()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Pending));

        var pair = (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs.Single();

        pair.Properties.Select(p => p.Name).ShouldBe(["name", "email"]);
        pair.Properties[0].Base.ShouldBe(new V1.Value { Type = "text", Text = "Ada", Json = "\"Ada\"" });
        pair.Properties[0].Crm.Text.ShouldBe("Ada");
        pair.Properties[0].Shop.Text.ShouldBe("Ada L.");
        pair.Properties[0].Provenance.ShouldBe(
            new V1.Provenance { Side = V1.Side.Crm, At = Sample.Now.ToTimestamp(), Rule = "first agreement", MappingRevision = 1 });
        pair.Properties[1].Shop.ShouldBe(new V1.Value { Type = "empty", Json = "null" });
        pair.Properties[1].Provenance.ShouldBeNull();
    }

    [Fact]
    public async Task What_happened_is_told_newest_first_with_its_trace()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.InSync), "first", "second");

        var pair = (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs.Single();

        pair.Activity.Select(a => (a.Text, a.TraceId)).ShouldBe([("second", Sample.TraceId), ("first", Sample.TraceId)]);
    }

    [Fact]
    public async Task A_record_finds_its_pair_in_every_pairing_of_its_kind_or_in_the_one_asked_for()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("order", 1), PairStatus.InSync, shop: "17"));
        await Host.AddAsync(Sample.Row(Sample.Id("quote-order", 2), PairStatus.InSync, shop: "17"));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 3), PairStatus.InSync, shop: "17"));
        var record = new V1.RecordName { Side = V1.Side.Shop, Kind = "order", ExternalId = "17" };

        var all = await Host.Api.GetPairAsync(new V1.GetPairRequest { Record = record });
        var one = await Host.Api.GetPairAsync(new V1.GetPairRequest { Record = new(record) { Pairing = "quote-order" } });

        all.Pairs.Select(p => p.Summary.Pairing).ShouldBe(["order", "quote-order"]);
        one.Pairs.Select(p => p.Summary.Pairing).ShouldBe(["quote-order"]);
    }

    [Fact]
    public async Task What_is_not_there_is_repeated_in_the_answer()
    {
        var record = new V1.RecordName { Side = V1.Side.Shop, Kind = "order", ExternalId = "no-such" };

        var byId = await Should.ThrowAsync<RpcException>(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value }));
        var byRecord = await Should.ThrowAsync<RpcException>(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { Record = record }));

        byId.Status.ShouldBe(new Status(StatusCode.NotFound, $"There is no pair '{Id}'."));
        byRecord.Status.ShouldBe(new Status(StatusCode.NotFound, "No pair of order, quote-order holds shop order 'no-such'."));
    }

    [Fact]
    public async Task A_row_of_a_newer_program_is_refused_with_its_reason_and_still_listed()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.InSync) with { State = """{"schema":99}"""u8.ToArray() });

        var refused = await Should.ThrowAsync<RpcException>(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value }));
        var listed = await Host.Api.ListPairsAsync(new V1.ListPairsRequest());

        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.Status.Detail.ShouldContain("schema 99");
        listed.Pairs.Single().Reason.ShouldContain("schema 99");
    }

    [Fact]
    public async Task A_request_for_nothing_names_what_could_be_asked_for()
    {
        var violations = await ViolationsOf(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest()));

        violations.Single().Field.ShouldBe("by");
    }

    [Fact]
    public async Task A_malformed_pair_id_is_refused_by_field()
    {
        var violations = await ViolationsOf(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = "17" }));

        (violations.Single().Field, violations.Single().Description).ShouldBe(("pair_id", "'17' is not a pair id; expected <pairing>/<uuid>"));
    }

    [Fact]
    public async Task Every_wrong_field_of_a_record_is_told_at_once_with_what_is_allowed()
    {
        var record = new V1.RecordName { Side = V1.Side.Crm, Kind = "product", Pairing = "customers" };

        var violations = await ViolationsOf(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { Record = record }));

        violations.ToDictionary(v => v.Field, v => v.Description).ShouldBe(new Dictionary<string, string>
        {
            ["record.kind"] = "'product' is no kind that a pairing uses on crm; allowed are customer, order, quote",
            ["record.external_id"] = "is empty",
            ["record.pairing"] = "there is no pairing 'customers'; allowed are customer, order, quote-order",
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_side_that_is_none_is_refused_by_field(int side)
    {
        var record = new V1.RecordName { Side = (V1.Side)side, Kind = "order", ExternalId = "17" };

        var violations = await ViolationsOf(async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { Record = record }));

        violations.Single().Field.ShouldBe("record.side");
    }
}
