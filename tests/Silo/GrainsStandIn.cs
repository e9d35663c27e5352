using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Sync.Grains;

namespace Sync.Silo.Tests;

/// <summary>
/// Grains that answer for their status what a test says; one it says nothing of fails. Pairs are real, on the store that is served.
/// </summary>
internal sealed class GrainsStandIn
{
    private readonly ConcurrentDictionary<string, IngestStatus> ingests = [];
    private readonly ConcurrentDictionary<string, PairingStatus> pairings = [];

    public GrainsStandIn()
    {
        Factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)Factory).Grains = this;
    }

    public IGrainFactory Factory { get; }

    /// <summary>Where pairs are loaded from.</summary>
    public IPairStore Store { get; set; } = null!;

    /// <summary>The members of the cluster: each has as many pairs as its port says, and one on port 0 does not answer. None: nobody knows.</summary>
    public IReadOnlyList<MembershipEntry>? Silos { get; set; }

    /// <summary>The resync of every pairing; <see langword="null"/>: there never was one.</summary>
    public ResyncProgress? Resync { get; set; }

    /// <summary>The sweep of every pairing; <see langword="null"/>: there never was one.</summary>
    public SweepReport? Sweep { get; set; }

    public void Stands(IngestStatus status) => ingests[$"{status.Side.Name()}/{status.Kind}"] = status;

    public void Stands(PairingStatus status) => pairings[status.Pairing] = status;

    private static Task<T> Answer<T>(ConcurrentDictionary<string, T> statuses, string key) =>
        statuses.TryGetValue(key, out var status) ? Task.FromResult(status) : Task.FromException<T>(new TimeoutException("nobody home"));

    /// <summary>Answers the one GetGrain by string key, and that of Orleans' management grain; nothing else of the factory is used.</summary>
    public class FactoryProxy : DispatchProxy
    {
        internal GrainsStandIn Grains { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.GetGenericArguments()[0] switch
            {
                var type when type == typeof(IIngestGrain) => new Ingest(Grains, (string)args![0]!),
                var type when type == typeof(IPairingGrain) => new PairingGrain(Grains, (string)args![0]!),
                var type when type == typeof(ISweepGrain) => new SweepGrain(Grains),
                var type when type == typeof(IManagementGrain) => ManagementProxy.Of(Grains),
                _ => new PairWithoutHost(PairId.Parse((string)args![0]!), Grains.Store),
            };
    }

    /// <summary>Answers who the members are, and what one of them has in memory.</summary>
    public class ManagementProxy : DispatchProxy
    {
        private GrainsStandIn grains = null!;

        internal static IManagementGrain Of(GrainsStandIn grains)
        {
            var management = Create<IManagementGrain, ManagementProxy>();
            ((ManagementProxy)(object)management).grains = grains;
            return management;
        }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IManagementGrain.GetDetailedHosts) => grains.Silos is { } silos
                ? Task.FromResult(silos.ToArray())
                : Task.FromException<MembershipEntry[]>(new TimeoutException("nobody home")),
            nameof(IManagementGrain.GetSimpleGrainStatistics) => Held(((SiloAddress[])args![0]!).Single()),
            _ => throw new NotSupportedException(),
        };

        private Task<SimpleGrainStatistic[]> Held(SiloAddress silo) => silo.Endpoint.Port == 0
            ? Task.FromException<SimpleGrainStatistic[]>(new TimeoutException("nobody home"))
            : Task.FromResult<SimpleGrainStatistic[]>(
            [
                new() { SiloAddress = silo, GrainType = GrainNames.Pair, ActivationCount = silo.Endpoint.Port },
                new() { SiloAddress = silo, GrainType = GrainNames.Ingest, ActivationCount = 2 },
                new() { SiloAddress = silo, GrainType = "Orleans.Somewhere.Else", ActivationCount = 7 },
            ]);
    }

    private sealed class Ingest(GrainsStandIn grains, string key) : IIngestGrain
    {
        public Task<IngestStatus> GetStatusAsync() => Answer(grains.ingests, key);

        public Task StartAsync() => throw new NotSupportedException();

        public Task StopAsync() => throw new NotSupportedException();

        public Task AcknowledgeAsync(Immutable<IReadOnlyList<Acknowledgement>> acknowledgements) => throw new NotSupportedException();

        public Task InboxAsync() => throw new NotSupportedException();
    }

    private sealed class PairingGrain(GrainsStandIn grains, string key) : IPairingGrain
    {
        public Task<PairingStatus> GetStatusAsync() => Answer(grains.pairings, key);

        public Task StartAsync() => throw new NotSupportedException();

        public Task StopAsync() => throw new NotSupportedException();

        public Task ScannedAsync(Side side) => throw new NotSupportedException();

        public Task<bool> IsLiveAsync() => Task.FromResult(grains.pairings.TryGetValue(key, out var status) && status.Live);

        public Task<bool> AreCreatesHeldAsync() => throw new NotSupportedException();

        public Task<bool> AgreeToCreatesAsync(string by)
        {
            var isHeld = grains.pairings.TryGetValue(key, out var status) && status.CreatesHeldSince is not null;
            if (isHeld)
                grains.Stands(status! with { Live = true, CreatesHeldSince = null });
            return Task.FromResult(isHeld);
        }

        public Task<bool> AgreeToDeletionsAsync(int deletions, string by)
        {
            var isPaused = grains.pairings.TryGetValue(key, out var status) && status.DeletionsPaused;
            if (isPaused)
                grains.Stands(status! with { DeletionsPaused = false, DeletionsWaiting = 0 });
            return Task.FromResult(isPaused);
        }

        public Task<bool> GrantDeletionAsync(string pair, int generation) => throw new NotSupportedException();

        public Task<ResyncProgress> StartResyncAsync(string by) => Task.FromResult(grains.Resync ??= new ResyncProgress
        {
            Id = "1", By = by, StartedAt = Sample.Now, Total = 3,
        });

        public Task<ResyncProgress?> CancelResyncAsync(string by) =>
            Task.FromResult<ResyncProgress?>(grains.Resync = grains.Resync! with { FinishedAt = Sample.Now, CancelledBy = by });

        public Task<ResyncProgress?> GetResyncAsync() => Task.FromResult(grains.Resync);
    }

    private sealed class SweepGrain(GrainsStandIn grains) : ISweepGrain
    {
        public Task StartAsync() => throw new NotSupportedException();

        public Task StopAsync() => throw new NotSupportedException();

        public Task<SweepReport> SweepAsync(string by) =>
            Task.FromResult(grains.Sweep ??= new SweepReport { Id = "1", By = by, StartedAt = Sample.Now, Rows = 3 });

        public Task<SweepReport?> CancelAsync(string by) =>
            Task.FromResult<SweepReport?>(grains.Sweep = grains.Sweep! with { FinishedAt = Sample.Now, CancelledBy = by });

        public Task<SweepReport?> GetReportAsync() => Task.FromResult(grains.Sweep);
    }
}
