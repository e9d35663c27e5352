using Microsoft.Extensions.Time.Testing;

namespace Sync.Connectors.Tests.Transport;

/// <summary>The circuit as a connector's caller meets it.</summary>
public sealed class SideHealthTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private Bench bench = null!;

    public async Task InitializeAsync() => bench = await Bench.StartAsync(time: time);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Lost_credentials_open_the_circuit_and_new_ones_close_it()
    {
        bench.Side.Says(401, """{"error":"token expired"}""");
        for (var i = 0; i < SideCircuit.SideFailuresToOpen; i++)
            await bench.ReadAsync($"{i}");
        var asked = bench.Side.Requests.Count;

        var held = (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Retryable>().Failure;

        (held.SideWide, held.RetryAfter).ShouldBe((true, SideCircuit.FirstPause));
        held.Reason.ShouldContain("401 Unauthorized");
        bench.Circuit.State.ShouldBe(CircuitState.Open);
        bench.Side.Requests.Count.ShouldBe(asked, "nothing is sent while the circuit is open");

        time.Advance(SideCircuit.FirstPause);
        bench.Side.Says(200, """{"id":"1"}""");
        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>();
        bench.Circuit.State.ShouldBe(CircuitState.Closed);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(422)]
    [InlineData(500)]
    public async Task One_record_that_is_always_refused_holds_nobody_else(int status)
    {
        bench.Side.Says(status);
        for (var i = 0; i < 5; i++)
            await bench.UpdateAsync();

        bench.Side.Says(200, """{"id":"2"}""");
        (await bench.ReadAsync("2")).ShouldBeOfType<ReadOutcome.Found>();
    }

    [Fact]
    public async Task A_circuit_that_is_being_tried_asks_the_feed_for_an_answer_at_once()
    {
        bench.Side.Says(401);
        for (var i = 0; i < SideCircuit.SideFailuresToOpen; i++)
            await bench.ReadAsync($"{i}");
        time.Advance(SideCircuit.FirstPause);
        bench.Side.Says(200, """{"items":[],"next":"c"}""");

        await bench.ChangesAsync(wait: TimeSpan.FromSeconds(20));
        await bench.ChangesAsync(wait: TimeSpan.FromSeconds(20));

        bench.Side.Requests.TakeLast(2).Select(asked => asked.Url).ShouldBe(
            ["/customers?since=c&limit=10", "/customers?since=c&limit=10&wait=20"]);
    }
}
