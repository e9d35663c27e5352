namespace Sync.Connectors.Tests.Transport;

public sealed class SendGateTests
{
    [Fact]
    public async Task A_shut_gate_lets_reads_pass_and_no_write()
    {
        var gate = new Gate();
        await using var bench = await Bench.StartAsync(gate: gate);
        bench.Side.Says(200, """{"id":"1"}""");

        (await bench.ReadAsync()).ShouldBeOfType<ReadOutcome.Found>();
        foreach (var outcome in new[] { await bench.CreateAsync(), await bench.UpdateAsync(), await bench.DeleteAsync() })
            outcome.ShouldBeOfType<WriteOutcome.Retryable>().Failure.SideWide.ShouldBeTrue();

        bench.Side.Requests.Select(asked => asked.Method).ShouldBe(["GET"]);
        bench.Circuit.State.ShouldBe(CircuitState.Closed, "a shut gate says nothing of the side");

        gate.MaySend = true;
        (await bench.UpdateAsync()).ShouldBeOfType<WriteOutcome.Succeeded>();
    }

    private sealed class Gate : ISendGate
    {
        public bool MaySend { get; set; }
    }
}
