using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Sync.Grains.Tests;

public sealed class TraceLinkTests : GrainWorld
{
    [Fact]
    public async Task Changes_coalesced_into_one_step_are_links_of_its_span()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();
        var store = Services.GetRequiredService<IPairStore>();
        var looked = await store.LookUpAsync("customer", Side.Crm, [new LookUp(someone.Crm, null)], CancellationToken.None);
        var spans = new ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SyncTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var (first, second) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        var loop = PairTrace.Traced(looked[0].Holder!.Value, Services.GetRequiredService<PairContexts>().Of("customer")!);

        loop.Note(Hint(someone.Crm, first, 1));
        loop.Note(Hint(someone.Crm, second, 2));
        await loop.RunAsync(CancellationToken.None);

        var span = spans.Single(s => s.TraceId == first);
        span.OperationName.ShouldBe("pair");
        span.Links.Select(link => link.Context.TraceId).ShouldBe([second]);
    }

    private static ChangeEvent Hint(string id, ActivityTraceId trace, long delivery) => new()
    {
        Side = Side.Crm, ExternalId = id, Form = ChangeForm.Hint, Session = 1, Delivery = delivery,
        TraceParent = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01",
    };
}
