using Sync.Grains;
using Sync.Mapping;

namespace Sync.Simulation;

/// <summary>One life of the engine: the real ingest and pair loops, on simulated sides, store and clock.</summary>
internal sealed class Engine : IDelivery, IPairingGate, IAcknowledgements
{
    private readonly Process process = new();
    private readonly World world;
    private readonly Scheduler scheduler;
    private readonly Dictionary<string, PairContext> contexts;
    private readonly Dictionary<SimulatedKind, IngestLoop> ingests = [];
    private readonly Dictionary<PairId, Runner> pairs = [];
    private readonly HashSet<string> busy = [];

    public Engine(World world, Scheduler scheduler, long session)
    {
        (this.world, this.scheduler) = (world, scheduler);
        var store = new SimulatedStore(world.Disk, scheduler, process, world.Random);
        var connectors = world.Sides.Select<IConnector>(side => new SimulatedConnector(side, scheduler, process, world.Random));
        contexts = world.Pairings.ToDictionary(
            pairing => pairing.Name,
            pairing => new PairContext(pairing, Mappers.Of(pairing), store, connectors, this, this, world.Time)
            {
                NewId = now => PairId.Of(pairing.Name, SeededId(now)),
            });
        foreach (var kind in world.Kinds)
            ingests[kind] = NewIngest(kind, session * 16 + ingests.Count);
    }

    /// <summary>How often a stream loses what it carries.</summary>
    public double StreamLoss { get; set; }

    public Exception? Failure { get; private set; }

    public bool IsQuiet => pairs.Values.All(p => !p.IsRunning) && ingests.Values.All(i => i.Window.IsEmpty);

    public void Kill() => process.Kill();

    // What a host does again and again.

    public void Pull(SimulatedKind kind) => Run($"pull {kind.Side.Side} {kind.Name}", async () =>
    {
        await ingests[kind].PullAsync(4, TimeSpan.Zero, null, CancellationToken.None);
        await ingests[kind].CheckpointAsync();
    });

    public void Redeliver(SimulatedKind kind) => Run($"redeliver {kind.Side.Side} {kind.Name}", async () =>
    {
        await ingests[kind].RedeliverAsync(16);
        await ingests[kind].CheckpointAsync();
    });

    public void PollDue() => Run("due", async () =>
    {
        foreach (var context in contexts.Values)
        {
            var isLive = IsLive(context.Pairing);
            foreach (var pair in await context.Store.DueAsync(context.Pairing.Name, world.Time.GetUtcNow(), isLive, 16, CancellationToken.None))
                RunnerOf(pair).Wake();
        }
    });

    /// <summary>Brings a person's word to a pair.</summary>
    public void Instruct(PairId pair, Instruction instruction)
    {
        if (process.IsAlive)
            RunnerOf(pair).Instruct(instruction);
    }

    // What the loops call.

    public Task DeliverAsync(IReadOnlyList<(PairId Pair, ChangeEvent Change)> changes, bool live)
    {
        foreach (var (pair, change) in changes.Where(_ => !live || world.Random.NextDouble() >= StreamLoss))
        {
            scheduler.PostLate(
                () =>
                {
                    if (process.IsAlive)
                        RunnerOf(pair).Note(change);
                },
                world.Random.Next(4) == 0 ? world.Random.Next(30) : 0);
        }
        return Task.CompletedTask;
    }

    public void Send(Side side, string kind, Acknowledgement acknowledgement) => scheduler.Post(() =>
    {
        if (process.IsAlive)
            ingests[world.Sides[side].Kinds[kind]].Acknowledge([acknowledgement]);
    });

    public ValueTask<bool> IsLiveAsync(string pairing) => new(IsLive(contexts[pairing].Pairing));

    public Task<bool> GrantDeletionAsync(PairId pair, int generation) =>
        scheduler.Call(process, () => world.Disk.Grants.Add($"{pair}/{generation}") || true, survives: true);

    /// <summary>The order of ids decides who gives way, so that a seed must make them too.</summary>
    private Guid SeededId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        world.Random.NextBytes(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private bool IsLive(Pairing pairing) =>
        Sides.Both.All(side => world.Disk.Ingests.GetValueOrDefault((side, pairing.Kinds[side]))?.IsScanned == true);

    private IngestLoop NewIngest(SimulatedKind kind, long session)
    {
        var key = (kind.Side.Side, kind.Name);
        return new IngestLoop(
            key.Side, key.Name, [.. contexts.Values.Where(c => world.KindOf(c.Pairing, key.Side) == kind)], session,
            world.Disk.Ingests.GetValueOrDefault(key) ?? new IngestState(),
            state => scheduler.Call(process, () => Saved(key, state), survives: world.Random.Next(2) == 0), this, null);
    }

    private bool Saved((Side, string) ingest, IngestState state)
    {
        world.Disk.Save(ingest, state);
        return true;
    }

    private Runner RunnerOf(PairId pair)
    {
        if (!pairs.TryGetValue(pair, out var runner) || runner.Loop.IsOver)
            pairs[pair] = runner = new Runner(new PairLoop(pair, contexts[pair.Pairing]), this);
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

        public void Instruct(Instruction instruction)
        {
            loop.InstructAsync(instruction);
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
