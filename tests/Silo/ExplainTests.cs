using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sync.Reconciliation;

namespace Sync.Silo.Tests;

public sealed class ExplainTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task The_story_of_a_property_is_told_newest_first_with_the_present_provenance_on_top()
    {
        await TellAsync();

        var told = (await Host.Api.ExplainAsync(new V1.ExplainRequest { PairId = Id.Value, Property = "name" })).Explanations.Single();

        (told.PairId, told.Status, told.More).ShouldBe((Id.Value, V1.PairStatus.Conflict, false));
        (told.Property.Base.Text, told.Property.Crm.Text, told.Property.Conflict).ShouldBe(("Ada", "Ada L.", "edited on both sides"));
        (told.Property.Provenance.Rule, told.Property.Provenance.By, told.Property.Provenance.MappingRevision).ShouldBe(("manual", "Eve", 1));
        told.Story.Select(a => (a.Kind, a.From?.Text, a.To?.Text, a.Rule, a.By, a.MappingRevision)).ShouldBe(
        [
            (V1.ActivityKind.Updated, "Ada Byron", "Ada", "manual", "Eve", 1),
            (V1.ActivityKind.Updated, "", "Ada Byron", "edit", "", 1),
            (V1.ActivityKind.Linked, null, null, "", "", 0),
        ]);
        told.Story[1].EditedAt.ShouldBe(Sample.Now.AddMinutes(-1).ToTimestamp());
        told.Origin.ShouldBe(told.Story[0]);
        told.KeptSince.ShouldBe(Sample.Now.ToTimestamp());
    }

    [Fact]
    public async Task A_limit_says_that_there_is_more()
    {
        await TellAsync();

        var told = (await Host.Api.ExplainAsync(new V1.ExplainRequest { PairId = Id.Value, Property = "name", Limit = 1 })).Explanations.Single();

        (told.Story.Count, told.More).ShouldBe((1, true));
    }

    [Fact]
    public async Task A_pair_is_found_by_its_record_and_one_that_is_gone_by_its_id()
    {
        await TellAsync();
        var record = new V1.RecordName { Side = V1.Side.Crm, Kind = "customer", ExternalId = "c" + Id };
        (await Host.Api.ExplainAsync(new V1.ExplainRequest { Record = record, Property = "name" })).Explanations.Single().PairId.ShouldBe(Id.Value);

        var row = (await Host.Store.LoadAsync(Id, default))!;
        await Host.Store.CommitAsync(new PairCommit(row, null, [], Purge: true), default);
        var gone = (await Host.Api.ExplainAsync(new V1.ExplainRequest { PairId = Id.Value, Property = "name" })).Explanations.Single();
        (gone.Status, gone.Story.Count).ShouldBe((V1.PairStatus.Unspecified, 3));

        var nowhere = await Should.ThrowAsync<RpcException>(() => Host.Api.ExplainAsync(
            new V1.ExplainRequest { PairId = Sample.Id("customer", 9).Value, Property = "name" }).ResponseAsync);
        nowhere.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_property_that_is_none_is_refused_with_those_there_are() =>
        (await ViolationsOf(() => Host.Api.ExplainAsync(new V1.ExplainRequest { PairId = Id.Value, Property = "nmae" }).ResponseAsync))
            .Select(violation => (violation.Field, violation.Description)).ShouldBe([("property", "there is no 'nmae'; allowed are name, email")]);

    [Fact]
    public async Task The_command_shows_who_set_it_from_what_to_what_and_in_which_trace()
    {
        await TellAsync();

        var ended = await Cli.RunAsync(Host.GrpcAddress, "explain", Id.Value, "name");

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Output.ShouldContain("name = Ada");
        ended.Output.ShouldContain("set by Eve");
        ended.Output.ShouldContain(Sample.TraceId);
        ended.Lines.ShouldContain(line => line.Contains("Ada Byron") && line.Contains("manual by Eve"));
        (await Cli.RunAsync(Host.GrpcAddress, "explain", "name")).ExitCode.ShouldBe(2);
        (await Cli.RunAsync(Host.GrpcAddress, "explain", "name", "--side", "crm", "--kind", "customer", "--id", "c" + Id, "--json")).Lines.Length.ShouldBe(1);
    }

    private async Task TellAsync()
    {
        var linked = new Activity(Sample.Now, ActivityKind.Linked, Side.Shop, null, "crm 1 with shop 2", Sample.TraceId);
        var retrying = new Activity(Sample.Now, ActivityKind.Retrying, Side.Shop, null, "503", Sample.TraceId);
        var edited = Sample.Happened("Ada Byron in place of (empty)") with
        {
            From = "null", To = "\"Ada Byron\"", Rule = "edit", EditedAt = Sample.Now.AddMinutes(-1), Revision = 1,
        };
        var email = Sample.Happened("other") with { Property = "email", From = "null", To = "\"a@x\"", Rule = "edit" };
        var chosen = Sample.Happened("Ada in place of Ada Byron") with { From = "\"Ada Byron\"", To = "\"Ada\"", Rule = "manual", By = "Eve", Revision = 1 };
        var state = Sample.Undecided(Id);
        state = state with { Provenance = state.Provenance.Add("name", new Provenance(Side.Crm, Sample.Now, "manual") { By = "Eve" }) };
        await Host.Store.CommitAsync(
            new PairCommit(Sample.Row(Id, PairStatus.Conflict, state: state), null, [linked, retrying, edited, email, chosen]), default);
    }
}
