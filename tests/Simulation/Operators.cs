using Sync.Reconciliation;

namespace Sync.Simulation;

/// <summary>People who watch over the engine: decide conflicts, agree to deletions, and have tried again what stands still.</summary>
internal sealed class Operators(World world, Shape shape, Scheduler scheduler)
{
    private const int ReplayEvery = 20;
    private const int MostReplays = 3;
    private readonly Random random = world.Random;
    private readonly Linkers linkers = new(world);
    private int replays;

    /// <summary>Whether they have tried everything that they can.</summary>
    public bool AreDone => (replays >= MostReplays || !Halted.Any()) && (!shape.Meddles || linkers.MakeGood().Count == 0);

    private IEnumerable<PairId> Halted => world.Disk.Rows.Values
        .Where(r => r.Status is PairStatus.Ambiguous or PairStatus.Parked).Select(r => r.Id).Order();

    /// <summary>While people work.</summary>
    public void Act(Engine engine)
    {
        Decide(engine);
        if (shape.Meddles && random.Next(3) == 0 && linkers.Meddle() is var (pair, instruction))
            scheduler.PostLate(() => engine.Instruct(pair, instruction), random.Next(12));
        if (shape.Undoes && random.Next(3) == 0)
            Undo(engine);
        if (shape.Budget is not null && random.Next(4) == 0)
            engine.Agree(world.Pairings[0].Name, 1);
        if (random.Next(3) == 0 && Halted.ToList() is { Count: > 0 } halted)
            Replay(engine, halted[random.Next(halted.Count)]);
    }

    /// <summary>When all is quiet.</summary>
    public void Settle(Engine engine, int round)
    {
        foreach (var (pair, instruction) in shape.Meddles ? linkers.MakeGood() : [])
            _ = engine.Instruct(pair, instruction);
        if (shape.Budget is not null && round % ReplayEvery == 0)
            engine.Agree(world.Pairings[0].Name, 1);
        if (round % ReplayEvery != ReplayEvery - 1 || AreDone)
            return;
        replays++;
        foreach (var pair in Halted.ToList())
            Replay(engine, pair);
    }

    private static void Replay(Engine engine, PairId pair) => _ = engine.Instruct(pair, new Instruction.Replay("somebody"));

    /// <summary>Somebody looks at what happened and has some of it set back; meanwhile the values may move.</summary>
    private void Undo(Engine engine)
    {
        var changes = world.Disk.Activity.Select((told, index) => new RecordedActivity(index, told.Pair, told.Activity))
            .Where(told => told.Activity is { Property: not null, To: not null }).TakeLast(6).ToList();
        if (changes.Count == 0)
            return;
        var (sequence, pair, _) = changes[random.Next(changes.Count)];
        if (!world.Disk.Rows.TryGetValue(pair, out var row))
            return;
        var story = world.Disk.Activity.Select((told, index) => new RecordedActivity(index, told.Pair, told.Activity)).Where(told => told.Pair == pair).Reverse().ToList();
        var item = Retracing.Change(PairStateCodec.Decode(row), world.Pairings.Single(p => p.Name == pair.Pairing), story, sequence)!;
        if (item.Outcome is RetraceOutcome.SetBack or RetraceOutcome.Overtaken)
            scheduler.PostLate(() => engine.Instruct(pair, new Instruction.Undo([item.AsSetBack()], "somebody", "it")), random.Next(12));
    }

    /// <summary>Somebody looks at a conflict and decides it; meanwhile the values may move.</summary>
    private void Decide(Engine engine)
    {
        if (world.Disk.OpenConflicts.Count == 0)
            return;
        var (pair, property) = world.Disk.OpenConflicts.OrderBy(c => c.Property, StringComparer.Ordinal).First();
        if (!world.Disk.Rows.TryGetValue(pair, out var row) || PairStateCodec.Decode(row).Conflicts.GetValueOrDefault(property) is not { } conflict)
            return;
        var choice = random.Next(2) == 0 ? Side.Crm : Side.Shop;
        scheduler.PostLate(
            () => engine.Instruct(pair, new Instruction.Resolve(property, choice, ValueJson.Text(conflict.Crm), ValueJson.Text(conflict.Shop), "somebody")),
            random.Next(12));
    }
}
