using System.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Sync.Silo.Api;

/// <summary>Asks the grains and the store how everything stands. An ingest or pairing that does not answer is told as such.</summary>
internal sealed class StatusReader(IPairStore store, IGrainFactory grains, SyncConfiguration configuration, TimeProvider clock)
{
    /// <summary>The product's version.</summary>
    public static readonly string Version =
        typeof(StatusReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();
    private readonly long started = clock.GetTimestamp();

    /// <exception cref="PairStoreException">The database cannot be reached.</exception>
    public async Task<V1.GetStatusResponse> ReadAsync(CancellationToken cancellation)
    {
        var counts = store.CountAsync(cancellation);
        var ingests = Task.WhenAll(configuration.Ingests().Select(ingest => IngestAsync(ingest, cancellation)));
        var pairings = Task.WhenAll(configuration.Pairings.Select(pairing => PairingAsync(pairing, cancellation)));
        var counted = (await counts).ToLookup(count => count.Pairing);
        var status = new V1.GetStatusResponse
        {
            Version = Version,
            StartedAt = startedAt.ToTimestamp(),
            UptimeSeconds = clock.GetElapsedTime(started).TotalSeconds,
            Ingests = { await ingests },
            Pairings = { await pairings },
            At = clock.GetUtcNow().ToTimestamp(),
        };
        foreach (var pairing in status.Pairings)
            pairing.Counts.Add(counted[pairing.Pairing].Select(c => new V1.StatusCount { Status = c.Status.ToV1(), Count = c.Count }));
        return status;
    }

    private async Task<V1.IngestStatus> IngestAsync(IngestKey ingest, CancellationToken cancellation)
    {
        var answer = await GrainCalls.TryAskAsync(() => grains.GetGrain<IIngestGrain>(ingest.ToString()).GetStatusAsync(), clock, cancellation);
        return answer.Value is not { } status
            ? new V1.IngestStatus { Side = ingest.Side.ToV1(), Kind = ingest.Kind, Partition = ingest.Partition ?? "", Phase = "unknown", Failure = answer.Failure }
            : new V1.IngestStatus
            {
                Side = ingest.Side.ToV1(),
                Kind = ingest.Kind,
                Partition = ingest.Partition ?? "",
                Phase = status.Phase,
                Scanned = status.Scanned,
                Window = status.Window,
                LagSeconds = status.OldestUnacknowledged is { } oldest ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0,
                Checkpoint = status.Checkpoint ?? "",
                Failure = status.Failure ?? "",
                Changes = status.Changes,
            };
    }

    private async Task<V1.PairingStatus> PairingAsync(Pairing pairing, CancellationToken cancellation)
    {
        var answer = await GrainCalls.TryAskAsync(() => grains.GetGrain<IPairingGrain>(pairing.Name).GetStatusAsync(), clock, cancellation);
        var sweep = await GrainCalls.TryAskAsync(async () => (await grains.GetGrain<ISweepGrain>(pairing.Name).GetReportAsync())!, clock, cancellation);
        return new V1.PairingStatus
        {
            Pairing = pairing.Name,
            CrmKind = pairing.Kinds.Crm,
            ShopKind = pairing.Kinds.Shop,
            Live = answer.Value?.Live ?? false,
            CrmScanned = answer.Value?.CrmScanned ?? false,
            ShopScanned = answer.Value?.ShopScanned ?? false,
            DeletionsGranted = answer.Value?.DeletionsGranted ?? 0,
            DeletionsPaused = answer.Value?.DeletionsPaused ?? false,
            DeletionsWaiting = answer.Value?.DeletionsWaiting ?? 0,
            Resync = answer.Value?.Resync is { IsRunning: true } resync ? Resyncs.ToV1(pairing.Name, resync) : null,
            Sweep = sweep.Value is { } report ? Sweeps.ToV1(pairing.Name, report with { Examples = [] }) : null,
            CreatesHeldSince = answer.Value?.CreatesHeldSince?.ToTimestamp(),
            Failure = answer.Failure,
        };
    }
}
