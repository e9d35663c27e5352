using System.Collections.Concurrent;
using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace Sync.Connectors.Tests.Http;

public sealed class TracingTests
{
    [Fact]
    public async Task A_call_is_a_span_of_its_caller_and_the_side_is_told_the_trace()
    {
        var spans = new ConcurrentQueue<Span>(); // Other tests make spans at the same time.
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ConnectorTrace.SourceName or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        await using var bench = await Bench.StartAsync();
        bench.Side.Says(412);

        using (var step = source.StartActivity("step"))
        {
            await bench.UpdateAsync("7");

            var call = spans.Single(span => span.ParentId == step!.Id);
            call.TagObjects.Select(tag => (tag.Key, tag.Value)).ShouldBe(
                [("sync.side", "crm"), ("sync.kind", "customer"), ("sync.external_id", "7"), ("sync.outcome", "VersionMismatch")]);
            bench.Side.Requests.Single().Headers["traceparent"].ShouldContain(step!.TraceId.ToString());
        }
    }
}
