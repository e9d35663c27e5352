using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Sync;

/// <summary>How full an ingest's window is and how long its oldest change has waited.</summary>
/// <param name="Window">Changes delivered and not yet acknowledged.</param>
/// <param name="LagSeconds">Age of the oldest of them; 0 when there is none.</param>
public readonly record struct IngestReading(int Window, double LagSeconds);

/// <summary>The gauges of one ingest for as long as it lives.</summary>
internal sealed class IngestGauges : IDisposable
{
    private static readonly ConcurrentDictionary<IngestGauges, Func<IngestReading>> Watched = [];
    private static readonly Meter Meter = Start();

    private readonly Tag[] tags;

    public IngestGauges(IngestKey ingest, Func<IngestReading> read)
    {
        tags = [SyncTelemetry.Of(ingest.Side), new(TelemetryTags.Kind, ingest.Name)];
        Watched[this] = read;
    }

    public void Dispose() => Watched.TryRemove(this, out _);

    private static Meter Start()
    {
        var meter = new Meter(SyncTelemetry.Name);
        meter.CreateObservableGauge(
            "sync.window", () => Read(r => r.Window), "{change}", "Changes delivered to pairs and not yet durable there.");
        meter.CreateObservableGauge(
            "sync.lag", () => Read(r => r.LagSeconds), "s", "Age of the oldest change that is not yet durable; 0 if there is none.");
        return meter;
    }

    private static IEnumerable<Measurement<T>> Read<T>(Func<IngestReading, T> value)
        where T : struct =>
        Watched.Select(watched => new Measurement<T>(value(watched.Value()), watched.Key.tags));
}
