using System.Globalization;
using Sync.Reconciliation;

namespace Sync.Simulation;

/// <summary>
/// People who watch over the engine: decide conflicts, set values back, agree to deletions, put links right, and have tried again what
/// stands still. They go by what they were shown, which may be old when they speak.
/// </summary>
internal sealed class Operators(World world, Shape shape, Scheduler scheduler)
{
    private const int ReplayEvery = 20;
    private const int MostReplays = 3;
    private readonly Random random = world.Random;
    private readonly Linkers linkers = new(world, shape);
    private readonly Mergers mergers = new(world);
    private readonly List<(PairId Pair, Instruction Instruction)> said = [];
    private int replays;
    private int undos;

    /// <summary>Whether they have tried everything that they can.</summary>
    public bool AreDone => (replays >= MostReplays || !Halted.Any()) && (!shape.Meddles || linkers.MakeGood().Count == 0) && (!shape.IsLenient || linkers.Answer().Count == 0)
        && (!shape.Merges || mergers.AreDone) && world.Disk.Undos.Values.All(undo => !undo.IsRunning);

    /// <summary>What they still wait for.</summary>
    public string Waits => string.Join(", ", linkers.MakeGood().Select(good => $"{good.Pair} {good.Instruction}").Concat(mergers.Waits)
        .Concat(world.Disk.Undos.Values.Where(undo => undo.IsRunning).Select(undo => $"{undo.By}")));

    private IEnumerable<PairId> Halted => world.Disk.Rows.Values
        .Where(r => r.Status is PairStatus.Ambiguous or PairStatus.Parked).Select(r => r.Id).Order();

    /// <summary>While people work.</summary>
    public void Act(Engine engine)
    {
        Decide(engine);
        if (shape.Meddles && random.Next(3) == 0 && linkers.Meddle() is var (pair, instruction))
            Say(engine, pair, instruction);
        if (shape.MakesTwins && random.Next(2) == 0 && linkers.Decide() is var (ambiguous, link))
            Say(engine, ambiguous, link);
        if (shape.Merges && random.Next(2) == 0 && mergers.Review(movesOrders: random.Next(2) == 0) is var (merged, merge))
            Say(engine, merged, merge);
        if (shape is { Meddles: true } or { Merges: true } && said.Count > 0 && random.Next(6) == 0)
            Repeat(engine);
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
        foreach (var (pair, instruction) in shape.Meddles ? linkers.MakeGood() : shape.IsLenient ? linkers.Answer() : [])
            _ = engine.Instruct(pair, instruction);
        if (shape.Merges && mergers.Review(movesOrders: true) is var (merged, merge))
            _ = engine.Instruct(merged, merge);
        if (shape.Undoes)
            engine.Undo();
        var replayEvery = shape.Merges ? 3 : ReplayEvery;
        if (shape.Budget is not null && round % replayEvery == 0)
            engine.Agree(world.Pairings[0].Name, 1);
        if (round % replayEvery != replayEvery - 1 || AreDone)
            return;
        replays += Sides.Both.All(side => world.Sides[side].Mood == Mood.Sane) ? 1 : 0;
        foreach (var pair in Halted.ToList())
            Replay(engine, pair);
    }

    private static void Replay(Engine engine, PairId pair) => _ = engine.Instruct(pair, new Instruction.Replay("somebody"));

    private void Say(Engine engine, PairId pair, Instruction instruction)
    {
        said.Add((pair, instruction));
        scheduler.PostLate(() => engine.Instruct(pair, instruction), random.Next(12));
    }

    /// <summary>Whoever was not answered says it again, perhaps long after.</summary>
    private void Repeat(Engine engine)
    {
        var (pair, instruction) = said[random.Next(said.Count)];
        scheduler.PostLate(() => engine.Instruct(pair, instruction), random.Next(12));
    }

    /// <summary>Somebody looks at what happened and has some of it set back, one change or a range; meanwhile the values may move.</summary>
    private void Undo(Engine engine)
    {
        var changes = world.Disk.Activity.Select((told, index) => new RecordedActivity(index + 1, told.Pair, told.Activity))
            .Where(told => told.Activity is { Property: not null, To: not null }).TakeLast(6).ToList();
        if (changes.Count == 0)
            return;
        var (sequence, pair, change) = changes[random.Next(changes.Count)];
        if (random.Next(3) == 0)
            engine.Undo(pair.Pairing, new UndoRange(Origin(), change.At, null), random.Next(3) == 0, "undoer " + (++undos).ToString(CultureInfo.InvariantCulture));
        if (!world.Disk.Rows.TryGetValue(pair, out var row))
            return;
        var item = Retracing.Change(PairStateCodec.Decode(row), world.Pairings.Single(p => p.Name == pair.Pairing), [.. world.Disk.StoryOf(pair)], sequence)!;
        if (item.Outcome is RetraceOutcome.SetBack or RetraceOutcome.Overtaken)
            scheduler.PostLate(() => engine.Instruct(pair, new Instruction.Undo([item.AsSetBack()], "somebody", "it")), random.Next(12));
    }

    private Side? Origin() => random.Next(3) is var dice and < 2 ? (Side)dice : null;

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
