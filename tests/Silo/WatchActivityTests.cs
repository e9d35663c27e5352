using Grpc.Core;

namespace Sync.Silo.Tests;

public sealed class WatchActivityTests : ApiTest
{
    private static readonly PairId Customer = Sample.Id("customer", 1);
    private static readonly PairId Order = Sample.Id("order", 2);

    [Fact]
    public async Task The_last_come_first_and_what_happens_then_follows()
    {
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync), "a", "b", "c");
        using var watch = Watch(new V1.WatchActivityRequest { Last = 2 });

        (await NextAsync(watch)).Text.ShouldBe("b");
        (await NextAsync(watch)).Text.ShouldBe("c");
        await Host.AddAsync(Sample.Row(Order, PairStatus.InSync), "d");
        (await NextAsync(watch)).Text.ShouldBe("d");
    }

    [Fact]
    public async Task A_broken_watch_goes_on_after_its_last_token_without_gap_or_repetition()
    {
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync), "a", "b", "c");
        string token;
        using (var broken = Watch(new V1.WatchActivityRequest { Last = 3 }))
            token = (await NextAsync(broken)).Token;

        using var resumed = Watch(new V1.WatchActivityRequest { After = token });

        (await NextAsync(resumed)).Text.ShouldBe("b");
        (await NextAsync(resumed)).Text.ShouldBe("c");
    }

    [Fact]
    public async Task Without_a_start_only_what_happens_from_now_on_is_told()
    {
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync), "before");
        using var watch = Watch(new V1.WatchActivityRequest());
        await watch.ResponseHeadersAsync;

        await Host.AddAsync(Sample.Row(Order, PairStatus.InSync), "after");

        (await NextAsync(watch)).Text.ShouldBe("after");
    }

    [Fact]
    public async Task One_pair_is_watched_alone()
    {
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync), "mine");
        await Host.AddAsync(Sample.Row(Order, PairStatus.InSync), "theirs");
        using var watch = Watch(new V1.WatchActivityRequest { Last = 10, PairId = Customer.Value });

        (await NextAsync(watch)).Text.ShouldBe("mine");
        await Host.AddAsync(Sample.Row(Sample.Id("order", 3), PairStatus.InSync), "theirs again");
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync) with { RowVersion = 1 }, "mine again");
        (await NextAsync(watch)).Text.ShouldBe("mine again");
    }

    [Fact]
    public async Task One_pairing_is_watched_alone()
    {
        await Host.AddAsync(Sample.Row(Customer, PairStatus.InSync), "mine", "mine too");
        await Host.AddAsync(Sample.Row(Order, PairStatus.InSync), "theirs");
        using var watch = Watch(new V1.WatchActivityRequest { Last = 1, Pairing = "customer" });

        (await NextAsync(watch)).Text.ShouldBe("mine too");
        await Host.AddAsync(Sample.Row(Sample.Id("order", 3), PairStatus.InSync), "theirs again");
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 4), PairStatus.InSync), "mine again");
        (await NextAsync(watch)).Text.ShouldBe("mine again");
    }

    [Fact]
    public async Task A_token_that_was_never_given_out_is_out_of_range()
    {
        using var watch = Watch(new V1.WatchActivityRequest { After = "1000" });

        (await Should.ThrowAsync<RpcException>(() => NextAsync(watch))).StatusCode.ShouldBe(StatusCode.OutOfRange);
    }

    [Fact]
    public async Task A_pair_nobody_knows_is_not_found()
    {
        using var watch = Watch(new V1.WatchActivityRequest { PairId = Customer.Value });

        (await Should.ThrowAsync<RpcException>(() => NextAsync(watch))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task Wrong_fields_are_told_with_what_is_allowed()
    {
        (await FieldsOf(new V1.WatchActivityRequest { Last = 1001, Pairing = "nope" })).ShouldBe(["last", "pairing"]);
        (await FieldsOf(new V1.WatchActivityRequest { After = "soon", PairId = "nope" })).ShouldBe(["after", "pair_id"]);
    }

    [Fact]
    public async Task A_silo_that_shuts_down_says_so_to_those_who_watch()
    {
        using var watch = Watch(new V1.WatchActivityRequest());
        await watch.ResponseHeadersAsync;

        var stopping = Host.StopAsync();

        var ended = await Should.ThrowAsync<RpcException>(() => NextAsync(watch));
        (ended.StatusCode, ended.Status.Detail).ShouldBe(
            (StatusCode.Unavailable, "This silo is shutting down; resume with the last token received."));
        await stopping;
    }

    private async Task<IEnumerable<string>> FieldsOf(V1.WatchActivityRequest request)
    {
        using var watch = Watch(request);
        return (await ViolationsOf(() => NextAsync(watch))).Select(violation => violation.Field);
    }

    private AsyncServerStreamingCall<V1.Activity> Watch(V1.WatchActivityRequest request) =>
        Host.Api.WatchActivity(request, cancellationToken: Guard);

    private async Task<V1.Activity> NextAsync(AsyncServerStreamingCall<V1.Activity> watch)
    {
        (await watch.ResponseStream.MoveNext(Guard)).ShouldBeTrue();
        return watch.ResponseStream.Current;
    }
}
