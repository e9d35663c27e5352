using Google.Rpc;
using Grpc.Core;
using Sync.Silo.Api;

namespace Sync.Silo.Tests;

/// <summary>ResolveConflict and Replay: every status, and that an answer means durable.</summary>
public sealed class InstructionTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task A_resolved_conflict_is_durable_when_it_is_answered_while_the_other_side_is_away()
    {
        var pair = await ConflictAsync();

        var answer = await Host.Api.ResolveConflictAsync(Resolve(pair));

        answer.Properties[0].Conflict.ShouldBeEmpty();
        (answer.Properties[0].Base.Type, answer.Properties[0].Provenance.Rule).ShouldBe(("empty", "manual"));
        (answer.Activity[^1].Kind, answer.Activity[^1].Text).ShouldBe((V1.ActivityKind.Resolved, "Eve chose Ada L. over (empty)"));
        (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs[0].Shop.Intent.ShouldContain("Ada L.");
    }

    [Fact]
    public async Task Values_that_moved_abort_it_are_told_and_nothing_is_changed()
    {
        var request = Resolve(await ConflictAsync());
        request.SeenShop = new Value.Text("Ada").ToV1();

        var refused = await Should.ThrowAsync<RpcException>(async () => await Host.Api.ResolveConflictAsync(request));

        (refused.StatusCode, refused.Status.Detail).ShouldBe(
            (StatusCode.Aborted, "The values have changed: crm has 'Ada L.', shop has (empty) now."));
        var moved = refused.GetRpcStatus()!.GetDetail<V1.ValuesMoved>()!;
        (moved.Crm, moved.Shop).ShouldBe((new Value.Text("Ada L.").ToV1(), Value.None.ToV1()));
        (await Host.Store.LoadAsync(Id, default))!.RowVersion.ShouldBe(1);
    }

    [Fact]
    public async Task A_property_without_a_conflict_fails_the_precondition()
    {
        var request = Resolve(await ConflictAsync());
        request.Property = "email";

        await FailsAsync(StatusCode.FailedPrecondition, "no conflict waits on email", async () => await Host.Api.ResolveConflictAsync(request));
    }

    [Fact]
    public async Task Every_wrong_field_of_a_resolution_is_told_at_once()
    {
        var request = new V1.ResolveConflictRequest { PairId = Id.Value, Property = "nmae", SeenCrm = new V1.Value { Type = "text", Text = "x" } };

        var violations = await ViolationsOf(async () => await Host.Api.ResolveConflictAsync(request));

        violations.ToDictionary(v => v.Field, v => v.Description).ShouldBe(new Dictionary<string, string>
        {
            ["property"] = "customer has no property 'nmae'; allowed are name, email",
            ["choice"] = "is 0; allowed are SIDE_CRM (1) and SIDE_SHOP (2)",
            ["seen_crm"] = "has no json; hand back the value as GetPair gave it",
            ["seen_shop"] = "has no json; hand back the value as GetPair gave it",
            ["by"] = "has 0 characters; allowed are 1 to 200",
        });
    }

    [Fact]
    public async Task A_parked_pair_is_replayed()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Parked, state: Sample.Stopped(Id)));

        var pair = await Host.Api.ReplayAsync(new V1.ReplayRequest { PairId = Id.Value, By = "Eve" });

        (pair.Halt, pair.Summary.Status).ShouldBe((null, V1.PairStatus.Retrying));
        pair.Activity.ShouldContain(activity => activity.Text == "replayed by Eve");
    }

    [Fact]
    public async Task What_does_not_stand_still_is_not_replayed()
    {
        await ConflictAsync();

        await FailsAsync(
            StatusCode.FailedPrecondition, "is conflict; only what is parked or ambiguous is replayed",
            async () => await Host.Api.ReplayAsync(new V1.ReplayRequest { PairId = Id.Value, By = "Eve" }));
    }

    [Fact]
    public async Task A_pair_that_is_not_there_is_not_found() => await FailsAsync(
        StatusCode.NotFound, $"There is no pair '{Id}'.", async () => await Host.Api.ReplayAsync(new V1.ReplayRequest { PairId = Id.Value, By = "Eve" }));

    [Fact]
    public async Task What_no_pairing_is_cannot_be_resynced()
    {
        var violations = await ViolationsOf(() => Host.Api.Resync(new V1.ResyncRequest { Pairing = "nope", By = "Eve" }).ResponseStream.MoveNext(Guard));

        violations.Single().Field.ShouldBe("pairing");
    }

    [Fact]
    public async Task A_resync_tells_progress_until_it_is_over()
    {
        using var call = Host.Api.Resync(new V1.ResyncRequest { Pairing = "customer", By = "Eve" });
        (await NextAsync(call)).ShouldBe((0, 3, false));
        Host.Grains.Resync = Host.Grains.Resync! with { Done = 2 };
        (await NextAsync(call)).ShouldBe((2, 3, false));
        Host.Grains.Resync = Host.Grains.Resync with { Done = 3, FinishedAt = Sample.Now };
        (await NextAsync(call)).ShouldBe((3, 3, true));
        (await call.ResponseStream.MoveNext(Guard)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_leaves_a_resync_joins_it_again()
    {
        using (var left = Host.Api.Resync(new V1.ResyncRequest { Pairing = "customer", By = "Eve" }))
            await NextAsync(left);
        Host.Grains.Resync = Host.Grains.Resync! with { Done = 2 };

        using var joined = Host.Api.Resync(new V1.ResyncRequest { Pairing = "customer", By = "Bob" });

        (await NextAsync(joined)).ShouldBe((2, 3, false));
        joined.ResponseStream.Current.By.ShouldBe("Eve");
    }

    [Fact]
    public async Task A_cancelled_resync_ends_aborted_and_one_that_is_not_there_cannot_be_cancelled()
    {
        var cancel = new V1.CancelResyncRequest { Pairing = "customer", By = "Bob" };
        await FailsAsync(StatusCode.FailedPrecondition, "No resync of customer is under way.", async () => await Host.Api.CancelResyncAsync(cancel));
        using var call = Host.Api.Resync(new V1.ResyncRequest { Pairing = "customer", By = "Eve" });
        await NextAsync(call);

        (await Host.Api.CancelResyncAsync(cancel)).CancelledBy.ShouldBe("Bob");

        (await NextAsync(call)).ShouldBe((0, 3, true));
        await FailsAsync(StatusCode.Aborted, "was cancelled by Bob after 0 of 3 pairs", () => call.ResponseStream.MoveNext(Guard));
    }

    private async Task<V1.Pair> ConflictAsync()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Conflict, state: Sample.Undecided(Id)));
        return (await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Id.Value })).Pairs.Single();
    }

    private static V1.ResolveConflictRequest Resolve(V1.Pair pair) => new()
    {
        PairId = pair.Summary.Id,
        Property = "name",
        Choice = V1.Side.Crm,
        SeenCrm = pair.Properties[0].Crm,
        SeenShop = pair.Properties[0].Shop,
        By = "Eve",
    };

    private async Task<(long Done, long Total, bool Over)> NextAsync(AsyncServerStreamingCall<V1.ResyncProgress> call)
    {
        var next = call.ResponseStream.MoveNext(Guard);
        await Host.PassTimeUntilAsync(next);
        (await next).ShouldBeTrue();
        var now = call.ResponseStream.Current;
        return (now.Done, now.Total, now.FinishedAt is not null);
    }

    private static async Task FailsAsync(StatusCode code, string message, Func<Task> call)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        refused.StatusCode.ShouldBe(code);
        refused.Status.Detail.ShouldContain(message);
    }
}
