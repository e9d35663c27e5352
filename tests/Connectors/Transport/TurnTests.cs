using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests.Transport;

public sealed class TurnTests
{
    private static readonly Call Request = new("crm GET customers/1", TimeSpan.Zero, 0);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task No_more_requests_than_allowed_are_at_the_side_at_once_and_all_come_to_their_turn()
    {
        await using var bench = await Bench.StartAsync(c => c with { Limits = c.Limits with { Concurrency = 3, PerSecond = 10_000 } });
        var (present, most) = (0, 0);
        bench.Side.Answer = async context =>
        {
            var now = Interlocked.Increment(ref present);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref present);
            await context.Response.WriteAsync("""{"id":"1"}""");
        };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => bench.ReadAsync($"{i}")));

        outcomes.ShouldAllBe(outcome => outcome is ReadOutcome.Found);
        most.ShouldBeLessThanOrEqualTo(3);
    }

    /// <summary>A person's edit never waits behind a backfill, however many requests of it wait.</summary>
    [Fact]
    public async Task While_the_background_waits_for_the_side_there_is_a_turn_for_whom_somebody_waits()
    {
        await using var bench = await Bench.StartAsync(c => c with { Limits = c.Limits with { Concurrency = 4, PerSecond = 10_000 } });
        var backfill = new TaskCompletionSource();
        bench.Side.Answer = async context =>
        {
            if (context.Request.Path.Value!.Contains("backfill", StringComparison.Ordinal))
                await backfill.Task;
            await context.Response.WriteAsync("""{"id":"1"}""");
        };
        var many = Enumerable.Range(0, 50).Select(i => bench.Connector.InBackground.ReadAsync("customer", $"backfill-{i}", CancellationToken.None)).ToList();

        (await bench.ReadAsync("edit")).ShouldBeOfType<ReadOutcome.Found>();
        many.ShouldAllBe(read => !read.IsCompleted);
        backfill.SetResult();

        (await Task.WhenAll(many)).ShouldAllBe(outcome => outcome is ReadOutcome.Found);
    }

    [Fact]
    public async Task Long_polls_take_no_turn()
    {
        await using var bench = await Bench.StartAsync(c => c with { Limits = c.Limits with { Concurrency = 1 } });
        var polling = new TaskCompletionSource();
        var change = new TaskCompletionSource();
        bench.Side.Answer = async context =>
        {
            if (context.Request.Query.ContainsKey("wait"))
            {
                polling.SetResult();
                await change.Task;
            }

            await context.Response.WriteAsync("""{"id":"1","items":[],"next":"c"}""");
        };

        var poll = bench.ChangesAsync(wait: TimeSpan.FromSeconds(20));
        await polling.Task;
        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>();
        change.SetResult();

        await poll;
    }

    [Fact]
    public async Task A_turn_beyond_the_rate_waits_for_the_next_period()
    {
        using var rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2, TokensPerPeriod = 2, ReplenishmentPeriod = TimeSpan.FromHours(1), QueueLimit = 10,
        });
        using var turns = new SideTurns(_ => [rate], new WholeShare(), TimeSpan.FromSeconds(10), time);

        await turns.TakeAsync(Request, CancellationToken.None);
        await turns.TakeAsync(Request, CancellationToken.None);
        var third = turns.TakeAsync(Request, CancellationToken.None);

        third.IsCompleted.ShouldBeFalse();
        rate.GetStatistics()!.CurrentQueuedCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_given_back_is_given_on()
    {
        using var turns = new SideTurns(_ => [SideTurns.AtOnce(1)], new WholeShare(), TimeSpan.FromSeconds(10), time);
        var first = await turns.TakeAsync(Request, CancellationToken.None);
        var second = turns.TakeAsync(Request, CancellationToken.None);
        second.IsCompleted.ShouldBeFalse();

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task A_request_whose_turn_does_not_come_in_time_is_certainly_not_sent()
    {
        using var turns = new SideTurns(_ => [SideTurns.AtOnce(1)], new WholeShare(), TimeSpan.FromSeconds(10), time);
        await turns.TakeAsync(Request, CancellationToken.None);
        var second = turns.TakeAsync(Request, CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(10));

        (await Should.ThrowAsync<NotSentException>(() => second)).Failure.SideWide.ShouldBeTrue();
    }

    [Fact]
    public async Task A_caller_that_gives_up_waiting_is_cancelled()
    {
        using var turns = new SideTurns(_ => [SideTurns.AtOnce(1)], new WholeShare(), TimeSpan.FromSeconds(10), time);
        await turns.TakeAsync(Request, CancellationToken.None);
        using var caller = new CancellationTokenSource();
        var second = turns.TakeAsync(Request, caller.Token);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task A_silo_that_joins_takes_its_part_of_the_limits_from_those_that_wait()
    {
        var share = new Share { Silos = 1 };
        using var turns = new SideTurns(silos => [SideTurns.AtOnce(4, silos)], share, TimeSpan.FromSeconds(10), time);
        var held = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => turns.TakeAsync(Request, CancellationToken.None)));
        var fifth = turns.TakeAsync(Request, CancellationToken.None);
        fifth.IsCompleted.ShouldBeFalse();

        share.Silos = 2;
        var under = new[] { await turns.TakeAsync(Request, CancellationToken.None), await fifth };
        var sixth = turns.TakeAsync(Request, CancellationToken.None);

        sixth.IsCompleted.ShouldBeFalse();
        foreach (var turn in held)
            turn.Dispose();
        sixth.IsCompleted.ShouldBeFalse();
        under[0].Dispose();
        (await sixth).Dispose();
    }

    [Theory]
    [InlineData(200, 3)]
    [InlineData(5, 2)]
    [InlineData(1, 4)]
    public void The_rates_of_all_silos_together_are_that_of_the_side(int rate, int silos)
    {
        using var limiter = (TokenBucketRateLimiter)SideTurns.PerSecond(rate, silos);

        (silos * limiter.GetStatistics()!.CurrentAvailablePermits / limiter.ReplenishmentPeriod.TotalSeconds).ShouldBe(rate, 0.001);
    }

    [Fact]
    public async Task What_nobody_waits_for_goes_one_at_a_time_and_everything_else_goes_past_it()
    {
        await using var bench = await Bench.StartAsync(c => c with { Limits = c.Limits with { Concurrency = 2, PerSecond = 10_000 } });
        var arrived = new TaskCompletionSource();
        var listing = new TaskCompletionSource();
        var lists = 0;
        bench.Side.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/customers", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref lists);
                arrived.TrySetResult();
                await listing.Task;
            }

            await context.Response.WriteAsync("""{"id":"1","items":[]}""");
        };

        var first = bench.Connector.InBackground.ListAsync("customer", null, 10, CancellationToken.None);
        var second = bench.Connector.InBackground.ListAsync("customer", null, 10, CancellationToken.None);
        await arrived.Task;
        for (var edit = 0; edit < 20; edit++)
            (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>("a person's edit does not stand behind the listings");
        lists.ShouldBe(1);
        listing.SetResult();
        await Task.WhenAll(first, second);
        lists.ShouldBe(2);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private sealed class Share : ISideShare
    {
        public int Silos { get; set; }
    }
}
