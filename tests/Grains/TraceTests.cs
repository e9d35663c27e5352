using System.Collections.Concurrent;
using System.Diagnostics;
using Sync.EndToEnd.Tests;
using Span = System.Diagnostics.Activity;

namespace Sync.Grains.Tests;

/// <summary>One trace covers a change from the page that brought it to the request that passes it on.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_page_its_pairs_work_the_write_and_the_activity_share_one_trace()
    {
        var spans = new ConcurrentQueue<Span>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SyncTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync("first", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));

        cluster.Sides.Crm.Put("crm-1", "a", "edited");

        await Eventually.IsAsync("edited", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        var trace = cluster.Sides.Shop.TraceOfWrite.ShouldNotBeNull();
        await Eventually.IsAsync(true, () => Task.FromResult(Has(spans, trace, "ingest page") && Has(spans, trace, "pair")));
        var pair = spans.First(span => span.TraceId.ToHexString() == trace && span.OperationName == "pair");
        pair.GetTagItem(TelemetryTags.Side).ShouldBe("crm");
        pair.GetTagItem(TelemetryTags.ExternalId).ShouldBe("crm-1");
        pair.GetTagItem(TelemetryTags.Outcome).ShouldBe("in-sync");
        var activity = await cluster.Store.LastActivityAsync(null, 10, CancellationToken.None);
        activity.ShouldContain(recorded => recorded.Activity.TraceId == trace);
    }

    private static bool Has(IEnumerable<Span> spans, string trace, string name) =>
        spans.Any(span => span.TraceId.ToHexString() == trace && span.OperationName == name);
}
