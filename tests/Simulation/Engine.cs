using Sync.Grains;
using Sync.Mapping;

namespace Sync.Simulation;

/// <summary>One life of the engine: the real ingest and pair loops, on simulated sides, store and clock.</summary>
internal sealed class Engine : IDelivery, IAcknowledgements
{
    /// <summary>So few that what three hold takes two pages.</summary>
    private const int PairsAtOnce = 2;

    /// <summary>So few that a listing waits for its acknowledgements.</summary>
    private const int MostListed = 2;

    private readonly Process process;
    private readonly World world;
    private readonly Scheduler scheduler;
    private readonly SimulatedInbox inbox;
    private readonly Dictionary<string, PairContext> contexts;
    private readonly Dictionary<string, PairingHost> hosts;
    private readonly List<SweepHost> sweeps;
    private readonly Dictionary<string, UndoHost> undos;
    private readonly Dictionary<IngestKey, IngestLoop> ingests = [];
    private readonly Dictionary<PairId, PairRunner> pairs = [];
    private readonly HashSet<string> busy = [];
    private readonly long session;

    public Engine(World world, Scheduler scheduler, long session)
    {
        (this.world, this.scheduler, this.session) = (world, scheduler, session);
        process = new Process(session);
        world.Disk.Owner = session;
        var store = new SimulatedStore(world.Disk, scheduler, process, world.Random);
        inbox = new SimulatedInbox(world.Disk, scheduler, process, world.Random);
        var connectors = world.Sides.Select<IConnector>(side => new SimulatedConnector(side, world, scheduler, process));
        hosts = world.Pairings.ToDictionary(p => p.Name, p => new PairingHost(p, world, scheduler, process, session, store, RefreshAsync));
        contexts = world.Pairings.ToDictionary(
            pairing => pairing.Name,
            pairing => new PairContext(pairing, Mappers.Of(pairing), store, connectors, new Gate(hosts), this, world.Time)
            {
                NewId = now => PairId.Of(pairing.Name, SeededId(now)),
            });
        sweeps = [.. contexts.Values.Select(context => new SweepHost(context, world, scheduler, process, inbox, TellAsync))];
        undos = contexts.ToDictionary(context => context.Key, context => new UndoHost(context.Value, world, scheduler, process, TellAsync));
        foreach (var kind in world.Kinds)
        {
            foreach (var ingest in kind.Ingests)
                ingests[ingest] = NewIngest(kind, ingest, session * 16 + ingests.Count);
        }
    }

    /// <summary>How often a stream loses what it carries.</summary>
    public double StreamLoss { get; set; }

    public Exception? Failure { get; private set; }

    public bool IsQuiet => pairs.Values.All(p => !p.IsRunning) && ingests.Values.All(i => i.Window.IsEmpty) && hosts.Values.All(h => h.IsDone);

    /// <summary>What keeps it from being quiet.</summary>
    public string Unquiet => string.Join(", ", pairs.Where(p => p.Value.IsRunning).Select(p => $"{p.Key} runs")
        .Concat(ingests.Where(i => !i.Value.Window.IsEmpty).Select(i => $"{i.Key} has a window"))
        .Concat(hosts.Where(h => !h.Value.IsDone).Select(h => $"{h.Key} is not done"))
        .Concat(busy.Select(b => $"busy: {b}")));

    public void Kill() => process.Kill();

    // What a host does again and again.

    public void Pull(SimulatedKind kind) => Run("pull", kind, ingest => ingest.PullAsync(4, TimeSpan.Zero, null, CancellationToken.None));

    public void Scan(SimulatedKind kind) => Run("scan", kind, ingest => ingest.ScanAsync(4, null, CancellationToken.None));

    public void Look(SimulatedKind kind) => Run("look", kind, async ingest =>
    {
        await ingest.RedeliverAsync(16);
        if (ingest.State.IsScanned)
            await ingest.PullInboxAsync(16, null);
    });

    public void PollDue() => Run("due", async () =>
    {
        foreach (var context in contexts.Values)
        {
            var isLive = hosts[context.Pairing.Name].IsLive;
            foreach (var pair in await context.Store.DueAsync(context.Pairing.Name, world.Time.GetUtcNow(), isLive, 16, CancellationToken.None))
                RunnerOf(pair).Wake();
        }
    });

    public void Rebase() => Run("rebase", async () =>
    {
        foreach (var host in hosts.Values)
            await host.RebaseAsync();
    });

    /// <summary>Begins sweeps, or works at those under way.</summary>
    public void Sweep() => Run("sweep", async () =>
    {
        foreach (var sweep in sweeps)
            await sweep.RunAsync();
    });

    /// <summary>Works at the undos that are under way.</summary>
    public void Undo() => Run("undo", async () =>
    {
        foreach (var undo in undos.Values)
            await undo.RunAsync();
    });

    /// <summary>A person wants a range undone.</summary>
    public void Undo(string pairing, UndoRange range, bool includeOvertaken, string by) =>
        Run($"begin undo by {by}", () => undos[pairing].StartAsync(range, includeOvertaken, by));

    /// <summary>Whether sweeps that were begun at or after a moment found nothing.</summary>
    public bool AreSweptSince(DateTimeOffset moment) => sweeps.All(sweep => sweep.FoundNothingSince(moment));

    /// <summary>Brings a person's word to a pair.</summary>
    public Task<Instructed> Instruct(PairId pair, Instruction instruction) =>
        process.IsAlive ? RunnerOf(pair).Instruct(instruction) : new TaskCompletionSource<Instructed>().Task;

    /// <summary>A person agrees to more deletions, where they were paused.</summary>
    public void Agree(string pairing, int deletions) => hosts[pairing].Agree(deletions);

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

    public void Send(IngestKey ingest, Acknowledgement acknowledgement) => scheduler.Post(() =>
    {
        if (process.IsAlive)
            ingests[ingest].Acknowledge([acknowledgement]);
    });

    /// <summary>Has a pair read again, and waits for its answer without leaving the scheduler's order.</summary>
    private Task<Instructed> RefreshAsync(PairId pair) => TellAsync(pair, new Instruction.Refresh());

    private async Task<Instructed> TellAsync(PairId pair, Instruction instruction)
    {
        var answer = Instruct(pair, instruction);
        busy.Add($"tells {pair} {instruction}");
        while (!answer.IsCompleted)
            await scheduler.Call(process, () => true, survives: false);
        busy.Remove($"tells {pair} {instruction}");
        return await answer;
    }

    /// <summary>The order of ids decides who gives way, so that a seed must make them too.</summary>
    private Guid SeededId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        world.Random.NextBytes(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }

    private IngestLoop NewIngest(SimulatedKind kind, IngestKey ingest, long window)
    {
        var fed = contexts.Values.Where(c => world.KindOf(c.Pairing, ingest.Side) == kind).ToList();
        var state = (world.Disk.Ingests.GetValueOrDefault(ingest) ?? new IngestState()).Covering([.. fed.Select(c => c.Pairing.Name)]);
        return new IngestLoop(
            ingest, fed, window, state, next => scheduler.Call(process, () => Saved(kind, ingest, next, fed), survives: world.Random.Next(2) == 0),
            this, kind.Ingests[0] == ingest ? inbox : null, PairsAtOnce, MostListed);
    }

    /// <summary>Who was followed by another may remember nothing more, as a grain's etag has it.</summary>
    private bool Saved(SimulatedKind kind, IngestKey ingest, IngestState state, List<PairContext> fed)
    {
        if (world.Disk.Owner != session)
            throw new InvalidOperationException("the state was saved by another");
        world.Disk.Save(ingest, state);
        var isScanned = kind.Ingests.All(one => world.Disk.Ingests.GetValueOrDefault(one) is { IsScanned: true });
        foreach (var context in fed.Where(_ => isScanned))
            hosts[context.Pairing.Name].Scanned(ingest.Side);
        return true;
    }

    private PairRunner RunnerOf(PairId pair)
    {
        if (!pairs.TryGetValue(pair, out var runner) || runner.Loop.IsOver)
            pairs[pair] = runner = new PairRunner(new PairLoop(pair, contexts[pair.Pairing]), failure => Failure ??= failure);
        return runner;
    }

    private void Run(string what, SimulatedKind kind, Func<IngestLoop, Task> work)
    {
        foreach (var key in kind.Ingests)
        {
            Run($"{what} {key}", async () =>
            {
                await work(ingests[key]);
                await ingests[key].CheckpointAsync();
            });
        }
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

    /// <summary>All pairings' words.</summary>
    private sealed class Gate(Dictionary<string, PairingHost> hosts) : IPairingGate
    {
        public ValueTask<bool> IsLiveAsync(string pairing) => new(hosts[pairing].IsLive);

        public ValueTask<bool> AreCreatesHeldAsync(string pairing) => new(false);

        public Task<bool> GrantDeletionAsync(PairId pair, int generation) => hosts[pair.Pairing].GrantAsync(pair, generation);
    }
}

/// <summary>Compiled once for all histories.</summary>
internal static class Mappers
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Pairing, RecordMapper> Compiled = new();

    public static RecordMapper Of(Pairing pairing) => Compiled.GetOrAdd(pairing, p => new RecordMapper(p));
}
