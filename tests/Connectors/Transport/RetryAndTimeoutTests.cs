using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests.Transport;

public sealed class RetryAndTimeoutTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private Bench bench = null!;

    /// <summary>Patient, since time passes here much faster than requests do.</summary>
    public async Task InitializeAsync() =>
        bench = await Bench.StartAsync(c => c with { Limits = c.Limits with { Timeout = TimeSpan.FromDays(1) } }, time);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Theory]
    [InlineData(500, null)]
    [InlineData(429, "1")]
    public async Task A_read_is_tried_three_times(int status, string? retryAfter)
    {
        bench.Side.Says(status, "", retryAfter is null ? [] : [("Retry-After", retryAfter)]);

        (await time.RunAsync(bench.ReadAsync())).ShouldBeOfType<ReadOutcome.Failed>();

        bench.Side.Requests.Count.ShouldBe(1 + ReadRetry.Retries);
    }

    [Fact]
    public async Task A_read_whose_connection_is_cut_is_tried_again()
    {
        bench.Side.Answer = context =>
        {
            if (bench.Side.Requests.Count > 1)
                return context.Response.WriteAsync("""{"id":"1"}""");
            context.Abort();
            return Task.CompletedTask;
        };

        (await time.RunAsync(bench.ReadAsync())).ShouldBeOfType<ReadOutcome.Found>();
    }

    [Fact]
    public async Task A_read_the_side_wants_asked_much_later_is_not_tried_again_here()
    {
        bench.Side.Says(429, "", ("Retry-After", "30"));

        var failure = (await time.RunAsync(bench.ReadAsync())).ShouldBeOfType<ReadOutcome.Failed>().Failure;

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        bench.Side.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_read_that_is_refused_is_not_tried_again(int status)
    {
        bench.Side.Says(status);

        await time.RunAsync(bench.ReadAsync());

        bench.Side.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_long_poll_is_not_tried_again()
    {
        bench.Side.Says(500);

        await Should.ThrowAsync<ConnectorException>(() => time.RunAsync(bench.ChangesAsync(wait: TimeSpan.FromSeconds(20))));

        bench.Side.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    public async Task A_write_without_a_whole_answer_in_time_is_unknown(string start)
    {
        await using var hasty = await Bench.StartAsync(time: time);
        var arrived = hasty.Side.Stalls(after: start);

        var create = hasty.CreateAsync();
        await arrived;
        time.Advance(new SideLimits().Timeout);

        (await create).ShouldBeOfType<WriteOutcome.Unknown>().Failure.Reason.ShouldStartWith("crm POST customers: ");
        hasty.Side.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_long_poll_may_take_its_wait_on_top_of_the_timeout()
    {
        await using var hasty = await Bench.StartAsync(time: time);
        var arrived = new TaskCompletionSource();
        var change = new TaskCompletionSource();
        hasty.Side.Answer = async context =>
        {
            arrived.SetResult();
            await change.Task;
            await context.Response.WriteAsync("""{"items":[],"next":"c"}""");
        };

        var poll = hasty.ChangesAsync(wait: TimeSpan.FromSeconds(20));
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        change.SetResult();

        (await poll).Next.ShouldBe("c");
    }
}
