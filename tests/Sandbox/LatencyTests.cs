using Microsoft.Extensions.Time.Testing;

namespace Sync.Sandbox.Tests;

public sealed class LatencyTests : Playground
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    protected override SandboxOptions Options => base.Options with { Clock = _clock };

    [Fact]
    public async Task A_slow_side_answers_only_when_its_latency_has_passed()
    {
        await PutFaultsAsync(Crm, """{"latencyMs":5000}""");
        var answer = GetAsync(Crm, "products");
        // The other paths are answered at once; by then the slow request has had its chance to answer early.
        for (var n = 0; n < 20; n++) await GetAsync(Crm, "_health");
        answer.IsCompleted.ShouldBeFalse();

        while (!answer.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await GetAsync(Crm, "_health");
        }

        IdsOf(await answer).ShouldBeEmpty();
    }
}
