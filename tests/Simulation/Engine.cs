using Sync.Grains;
using Sync.Mapping;

namespace Sync.Simulation;

/// <summary>One life of the engine: the real ingest and pair loops, on simulated sides, store and clock.</summary>
internal sealed class Engine : IDelivery, IPairingGate, IAcknowledgements
{
    private readonly Process process = new();
    private readonly Scheduler scheduler;
    private readonly SimulatedDisk disk;
    private readonly SimulatedTime time;
    private readonly Random random;
    private readonly PairContext context;
    private readonly Dictionary<PairId, Runner> pairs = [];
    private readonly PerSide<IngestLoop> ingests;
    private readonly HashSet<string> busy = [];

    public Engine(
        Pairing pairing, PerSide<SimulatedSide> sides, SimulatedDisk disk, Scheduler scheduler, SimulatedTime time, Random random, long session)
    {
        (this.scheduler, this.disk, this.time, this.random) = (scheduler, disk, time, random);
        context = new PairContext(
            pairing, Mappers.Of(pairing), new SimulatedStore(disk, scheduler, process, random),
            sides.Select<IConnector>(side => new SimulatedConnector(side, scheduler, process, random)), this, this, time);
        ingests = new PerSide<Side>(Side.Crm, Side.Shop).Select(side => new IngestLoop(
            side, pairing.Kinds[side], [context], session * 2 + (int)side, disk.Ingests.GetValueOrDefault(side) ?? new IngestState(),
            state => scheduler.Call(process, () => disk.Ingests[side] = state, survives: random.Next(2) == 0), this, null));
    }

    /// <summary>How often a stream loses what it carries.</summary>
    public double StreamLoss { get; set; }

    public Exception? Failure { get; private set; }

    public bool IsQuiet => pairs.Values.All(p => !p.IsRunning) && ingests.Crm.Window.IsEmpty && ingests.Shop.Window.IsEmpty;

    public void Kill() => process.Kill();

    // What a host does again and again.

    public void Pull(Side side) => Run($"pull {side}", async () =>
    {
        await ingests[side].PullAsync(4, TimeSpan.Zero, null, CancellationToken.None);
        await ingests[side].CheckpointAsync();
    });

    public void Redeliver(Side side) => Run($"redeliver {side}", async () =>
    {
        await ingests[side].RedeliverAsync(16);
        await ingests[side].CheckpointAsync();
    });

    public void PollDue() => Run("due", async () =>
    {
        foreach (var pair in await context.Store.DueAsync(context.Pairing.Name, time.GetUtcNow(), IsLive, 16, CancellationToken.None))
            RunnerOf(pair).Wake();
    });

    // What the loops call.

    public Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        foreach (var (pair, change) in changes.Where(_ => !live || random.NextDouble() >= StreamLoss))
        {
            scheduler.PostLate(
                () =>
                {
                    if (process.IsAlive)
                        RunnerOf(pair).Note(change);
                },
                random.Next(4) == 0 ? random.Next(15) : 0);
        }
        return Task.CompletedTask;
    }

    public void Send(Side side, string kind, Acknowledgement acknowledgement) => scheduler.Post(() =>
    {
        if (process.IsAlive)
            ingests[side].Acknowledge([acknowledgement]);
    });

    public ValueTask<bool> IsLiveAsync(string pairing) => new(IsLive);

    public Task<bool> GrantDeletionAsync(PairId pair, int generation) =>
        scheduler.Call(process, () => disk.Grants.Add($"{pair}/{generation}") || true, survives: true);

    private bool IsLive => Sides.Both.All(side => disk.Ingests.GetValueOrDefault(side)?.IsScanned == true);

    private Runner RunnerOf(PairId pair)
    {
        if (!pairs.TryGetValue(pair, out var runner) || runner.Loop.IsOver)
            pairs[pair] = runner = new Runner(new PairLoop(pair, context), this);
        return runner;
    }

    private async void Run(string what, Func<Task> work)
    {
        if (!process.IsAlive || !busy.Add(what))
            return;
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
        busy.Remove(what);
    }

    /// <summary>What the grain is to its loop.</summary>
    private sealed class Runner(PairLoop loop, Engine engine)
    {
        public PairLoop Loop => loop;

        public bool IsRunning { get; private set; }

        public void Note(ChangeEvent change)
        {
            loop.Note(change);
            Start();
        }

        public void Wake()
        {
            if (IsRunning)
                return;
            loop.Wake();
            Start();
        }

        private async void Start()
        {
            if (IsRunning)
                return;
            IsRunning = true;
            try
            {
                await loop.RunAsync(CancellationToken.None);
            }
            catch (Exception failure)
            {
                engine.Failure ??= failure;
            }
            IsRunning = false;
        }
    }
}

/// <summary>Compiled once for all histories.</summary>
internal static class Mappers
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Pairing, RecordMapper> Compiled = new();

    public static RecordMapper Of(Pairing pairing) => Compiled.GetOrAdd(pairing, p => new RecordMapper(p));
}
