using Grpc.Core;
using Google.Rpc;
using Sync.Reconciliation;

namespace Sync.Silo.Tests;

/// <summary>Links ended, split and merged through the API: every status, and that what was seen is what is changed.</summary>
public sealed class LinkTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);
    private static readonly PairId Other = Sample.Id("customer", 2);

    [Fact]
    public async Task An_unlinked_pair_is_a_barrier_once_it_is_answered_and_says_by_whom()
    {
        await LinkedAsync(Id);

        var answer = await Host.Api.UnlinkAsync(new V1.UnlinkRequest { Pair = Seen(Id), By = "Eve" });

        (answer.Pair.Summary.Status, answer.Pair.Halt.Reason).ShouldBe((V1.PairStatus.Unlinked, "unlinked by Eve"));
        (answer.Pair.Activity[0].Kind, answer.Pair.Activity[0].By).ShouldBe((V1.ActivityKind.Unlinked, "Eve"));
        await FailsAsync(StatusCode.FailedPrecondition, "it is unlinked already", async () => await Host.Api.UnlinkAsync(
            new V1.UnlinkRequest { Pair = Seen(Id, rowVersion: 2), By = "Eve" }));
    }

    [Theory]
    [InlineData("other", null, 0)]
    [InlineData(null, "", 0)]
    [InlineData(null, null, 7)]
    public async Task A_pair_that_is_not_as_it_was_seen_aborts_it_is_told_and_stays_as_it_is(string? crm, string? shop, long version)
    {
        await LinkedAsync(Id);
        var seen = Seen(Id, version);
        (seen.CrmId, seen.ShopId) = (crm ?? seen.CrmId, shop ?? seen.ShopId);

        var refused = await Should.ThrowAsync<RpcException>(async () => await Host.Api.UnlinkAsync(new V1.UnlinkRequest { Pair = seen, By = "Eve" }));

        (refused.StatusCode, refused.GetRpcStatus()!.GetDetail<V1.LinkMoved>()!.Now).ShouldBe((StatusCode.Aborted, Seen(Id, rowVersion: 1)));
        (await Host.Store.LoadAsync(Id, default))!.RowVersion.ShouldBe(1);
    }

    [Fact]
    public async Task A_split_names_the_row_of_the_record_that_left_and_both_are_held()
    {
        await LinkedAsync(Id);

        var answer = await Host.Api.SplitAsync(new V1.SplitRequest { Pair = Seen(Id), Leaves = V1.Side.Shop, By = "Eve" });

        answer.Follows.Select(f => (f.Side, f.Act)).ShouldBe([(V1.Side.Crm, V1.ForeseenAct.Create), (V1.Side.Shop, V1.ForeseenAct.Create)]);
        answer.Pair.Summary.ShopId.ShouldBeEmpty();
        var released = await Host.Store.LoadAsync(PairId.Parse(answer.ReleasedPairId), default);
        released!.ExternalIds.ShouldBe(new(null, "s" + Id));
    }

    [Fact]
    public async Task A_preview_of_a_split_tells_the_same_and_changes_nothing()
    {
        await LinkedAsync(Id);

        var answer = await Host.Api.SplitAsync(new V1.SplitRequest { Pair = Seen(Id), Leaves = V1.Side.Shop, By = "Eve", Preview = true });

        (answer.Follows.Count, answer.ReleasedPairId).ShouldBe((2, ""));
        (await Host.Store.LoadAsync(Id, default))!.ExternalIds.ShouldBe(new("c" + Id, "s" + Id));
    }

    [Fact]
    public async Task A_merge_says_what_is_deleted_and_is_refused_while_something_refers_to_the_pair_that_goes()
    {
        await LinkedAsync(Id);
        await LinkedAsync(Other);
        var order = Sample.Id("order", 1);
        await Host.AddAsync(Sample.Row(order, PairStatus.InSync, state: Referring(order, Id)));
        var merge = new V1.MergeRequest { Pair = Seen(Id), Into = Seen(Other), By = "Eve" };
        await FailsAsync(StatusCode.FailedPrecondition, $"records still refer to it; move them on either side first: {order}.", async () => await Host.Api.MergeAsync(merge));
        var row = (await Host.Store.LoadAsync(order, default))!;
        await Host.Store.CommitAsync(new PairCommit(row with { State = PairStateCodec.Encode(Referring(order, Other)) }, null, []), default);

        var answer = await Host.Api.MergeAsync(merge);

        answer.Follows.Select(f => (f.Side, f.Act)).ShouldBe([(V1.Side.Crm, V1.ForeseenAct.Delete), (V1.Side.Shop, V1.ForeseenAct.Delete)]);
        answer.Pair.Activity.ShouldContain(a => a.Kind == V1.ActivityKind.Merged && a.Text.Contains($"merged into {Other} by Eve"));
        answer.Pair.Crm.Intent.ShouldStartWith("delete");
    }

    [Fact]
    public async Task A_pair_that_stays_must_be_as_it_was_seen_too()
    {
        await LinkedAsync(Id);
        await LinkedAsync(Other);

        await FailsAsync(StatusCode.Aborted, $"{Other} has changed", async () => await Host.Api.MergeAsync(
            new V1.MergeRequest { Pair = Seen(Id), Into = Seen(Other, rowVersion: 9), By = "Eve" }));
    }

    [Fact]
    public async Task A_side_that_does_not_answer_is_told_as_the_reason_and_nothing_is_linked()
    {
        await LinkedAsync(Id);
        await Host.Api.UnlinkAsync(new V1.UnlinkRequest { Pair = Seen(Id), By = "Eve" });

        await FailsAsync(StatusCode.FailedPrecondition, $"{Id}: crm did not show it: away.", async () => await Host.Api.LiftAsync(
            new V1.LiftRequest { Pair = Seen(Id), By = "Eve" }));
        (await Host.Store.LoadAsync(Id, default))!.Status.ShouldBe(PairStatus.Unlinked);
    }

    [Fact]
    public async Task Every_wrong_field_is_told_at_once()
    {
        var violations = await ViolationsOf(async () => await Host.Api.MergeAsync(new V1.MergeRequest
        {
            Pair = new V1.SeenPair { PairId = "nope", RowVersion = -1 },
            Into = Seen(Id),
        }));
        violations.Select(v => v.Field).ShouldBe(["pair.row_version", "pair.pair_id", "by"]);

        violations = await ViolationsOf(async () => await Host.Api.LinkAsync(new V1.LinkRequest { Pair = Seen(Id), By = "Eve" }));
        violations.Select(v => v.Field).ShouldBe(["side", "external_id"]);

        violations = await ViolationsOf(async () => await Host.Api.MergeAsync(new V1.MergeRequest { Pair = Seen(Id), Into = Seen(Sample.Id("order", 1)), By = "Eve" }));
        violations.Single().Field.ShouldBe("into.pair_id");
    }

    [Fact]
    public async Task Candidates_that_cannot_be_read_are_shown_with_the_reason()
    {
        await LinkedAsync(Id);

        var answer = await Host.Api.GetCandidatesAsync(new V1.GetCandidatesRequest { PairId = Id.Value });

        answer.Candidates.Select(c => (c.Side, c.ExternalId, c.Own, c.Failure)).ShouldBe(
            [(V1.Side.Crm, "c" + Id, true, "away"), (V1.Side.Shop, "s" + Id, true, "away")]);
        await FailsAsync(StatusCode.NotFound, "There is no pair", async () => await Host.Api.GetCandidatesAsync(new V1.GetCandidatesRequest { PairId = Other.Value }));
    }

    [Fact]
    public async Task The_command_line_unlinks_what_it_was_shown_and_previews_a_split()
    {
        await LinkedAsync(Id);

        var split = await Cli.RunAsync(Host.GrpcAddress, "pair", "split", Id.Value, "--leaves", "shop", "--preview");
        var unlinked = await Cli.RunAsync(Host.GrpcAddress, "pair", "unlink", Id.Value, "--yes", "--by", "Eve");
        var again = await Cli.RunAsync(Host.GrpcAddress, "pair", "unlink", Id.Value, "--yes");

        (split.ExitCode, split.Error).ShouldBe((0, ""));
        split.Lines.Count(line => line.Contains("create")).ShouldBe(2);
        (unlinked.ExitCode, unlinked.Output).ShouldBe((0, $"{Id}  unlinked\n"));
        (again.ExitCode, again.Error).ShouldBe((5, $"{Id}: it is unlinked already.\n"));
    }

    [Theory]
    [InlineData("pair link customer/x --yes")]
    [InlineData("pair split customer/x --leaves both --yes")]
    [InlineData("pair merge customer/x --yes")]
    [InlineData("pair candidates")]
    public async Task A_wrong_command_line_ends_with_2(string arguments) =>
        (await Cli.RunAsync(Host.GrpcAddress, arguments.Split(' '))).ExitCode.ShouldBe(2);

    private Task LinkedAsync(PairId id)
    {
        var seen = new SideState
        {
            Presence = Presence.Present, Version = "1", Digest = new Digest(1), Seen = CanonicalRecord.Nothing.With("name", new Value.Text("Ada")),
        };
        return Host.AddAsync(Sample.Row(id, PairStatus.InSync, state: new PairState
        {
            Id = id, Base = seen.Seen, Sides = new(seen with { Id = "c" + id }, seen with { Id = "s" + id }),
        }) with { MatchKey = null });
    }

    private static PairState Referring(PairId id, PairId to)
    {
        var seen = new SideState { Presence = Presence.Present, Seen = CanonicalRecord.Nothing.With("customer", new Value.Reference(to.Value)) };
        return new PairState { Id = id, Base = seen.Seen, Sides = new(seen, seen) };
    }

    private static V1.SeenPair Seen(PairId id, long rowVersion = 0) => new() { PairId = id.Value, CrmId = "c" + id, ShopId = "s" + id, RowVersion = rowVersion };

    private static async Task FailsAsync(StatusCode code, string message, Func<Task> call)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        refused.StatusCode.ShouldBe(code);
        refused.Status.Detail.ShouldContain(message);
    }
}
