using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace Sync.Grains;

/// <summary>The span of one worked change: it goes on with the trace of the page that brought it; what was coalesced is linked.</summary>
internal sealed class PairTrace : IDisposable
{
    private readonly Span span;
    private readonly Func<string> outcome;

    private PairTrace(Span span, Func<string> outcome) => (this.span, this.outcome) = (span, outcome);

    /// <summary>A loop whose work is traced.</summary>
    public static PairLoop Traced(PairId id, PairContext context)
    {
        PairLoop? loop = null;
        loop = new PairLoop(id, context) { Trace = noted => Start(id, noted, () => loop!.IsOver ? "over" : loop.Status?.Name() ?? "unknown") };
        return loop;
    }

    public void Dispose()
    {
        span.SetTag(TelemetryTags.Outcome, outcome());
        span.Dispose();
    }

    private static PairTrace? Start(PairId id, Noted? noted, Func<string> outcome)
    {
        // The timer's tick may carry the trace of whoever armed it, which is not this change's.
        Span.Current = null;
        var parent = SyncTelemetry.Parent(noted?.TraceParents.FirstOrDefault());
        var links = noted?.TraceParents.Skip(1).Select(t => new ActivityLink(SyncTelemetry.Parent(t)));
        var span = SyncTelemetry.Source.StartActivity("pair", System.Diagnostics.ActivityKind.Consumer, parent, tags: null, links);
        if (span is null)
            return null;
        span.SetTag(TelemetryTags.Pairing, id.Pairing).SetTag(TelemetryTags.Pair, id.Value);
        if (noted is not null)
            span.SetTag(TelemetryTags.Side, noted.Side.Name()).SetTag(TelemetryTags.ExternalId, noted.ExternalId);
        return new PairTrace(span, outcome);
    }
}
