using System.Globalization;
using System.Text;
using Sync.Reconciliation;

namespace Sync.Simulation;

/// <summary>One seeded history: people edit two sides while the engine runs, crashes and is started again; then all is quiet.</summary>
internal sealed class History
{
    private const int MostSteps = 4_000;
    private const int MostRounds = 400;

    /// <summary>The last edits are the ones that no later edit brings to light.</summary>
    private const int StepsAfterTheLastEdit = 120;

    private readonly Random random;
    private readonly Scheduler scheduler;
    private readonly Shape shape;
    private readonly People people;
    private Engine engine;
    private long session;
    private int editsLeft;
    private int createsLeft;
    private int checkpointsSeen;

    public History(int seed, Shape shape, bool tells = false)
    {
        // Continuations run inline, in the order the scheduler says.
        SynchronizationContext.SetSynchronizationContext(null);
        this.shape = shape;
        random = new Random(seed);
        scheduler = new Scheduler(random);
        World = new World(random, shape);
        World.Disk.Story = tells ? [] : null;
        people = new People(World, shape);
        (editsLeft, createsLeft) = (shape.Edits, shape.Creates);
        for (var i = 0; i < shape.InitialRecords; i++)
            people.Create();
        engine = Start();
    }

    public World World { get; }

    public int Crashes { get; private set; }

    /// <summary>Runs to quiescence; the first thing found wrong, or nothing.</summary>
    public Fault? Run()
    {
        try
        {
            return Live() ?? Settle() ?? Checkers.Check(World);
        }
        catch (Exception failure)
        {
            return new Fault("NothingThrows", $"{failure}");
        }
    }

    private Fault? Live()
    {
        var last = 0;
        for (var step = 0; step < last + StepsAfterTheLastEdit; step++)
        {
            last = editsLeft + createsLeft > 0 ? step : last;
            if (step > MostSteps)
                return new Fault("NoLoop", "the history did not come to its end");
            Step();
            if (Wrong() is { } fault)
                return fault;
        }
        return null;
    }

    private void Step()
    {
        // A crash does most harm right after a checkpoint, which nothing of before will be told again.
        if (World.Disk.Checkpoints > checkpointsSeen && Crashes < shape.Crashes && random.Next(8) == 0)
            Crash();
        checkpointsSeen = World.Disk.Checkpoints;
        var dice = random.NextDouble();
        if (!scheduler.IsIdle && dice < 0.75)
            scheduler.RunOne();
        else if (dice < 0.80)
            engine.Pull(SomeKind());
        else if (dice < 0.84)
            engine.PollDue();
        else if (dice < 0.86)
            engine.Redeliver(SomeKind());
        else if (dice < 0.90)
            World.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
        else if (dice < 0.96)
            PeopleAct();
        else if (Crashes < shape.Crashes && random.Next(4) == 0)
            Crash();
    }

    private void PeopleAct()
    {
        if (createsLeft > 0 && random.Next(2) == 0)
        {
            createsLeft--;
            people.Create();
        }
        else if (editsLeft > 0)
        {
            editsLeft--;
            people.Act();
        }
        Decide();
    }

    /// <summary>A person looks at a conflict and decides it; meanwhile the values may move.</summary>
    private void Decide()
    {
        if (World.Disk.OpenConflicts.Count == 0)
            return;
        var (pair, property) = World.Disk.OpenConflicts.OrderBy(c => c.Property, StringComparer.Ordinal).First();
        if (!World.Disk.Rows.TryGetValue(pair, out var row) || PairStateCodec.Decode(row).Conflicts.GetValueOrDefault(property) is not { } conflict)
            return;
        var choice = random.Next(2) == 0 ? Side.Crm : Side.Shop;
        scheduler.PostLate(
            () => engine.Instruct(pair, new Instruction.Resolve(property, choice, ValueJson.Text(conflict.Crm), ValueJson.Text(conflict.Shop), "somebody")),
            random.Next(12));
    }

    private void Crash()
    {
        Crashes++;
        engine.Kill();
        World.Disk.Story?.Add("the engine is killed");
        engine = Start();
    }

    private Engine Start() => new(World, scheduler, ++session) { StreamLoss = shape.May(Misfortune.LossyStreams) ? random.Next(2) * 0.2 : 0 };

    private SimulatedKind SomeKind()
    {
        var kinds = World.Kinds.ToList();
        return kinds[random.Next(kinds.Count)];
    }

    private Fault? Wrong() => engine.Failure is { } failure ? new Fault("NothingThrows", $"{failure}") : World.Watch.Fault;

    /// <summary>Faults end, nobody edits, and the engine is given all the time it wants, but not for ever.</summary>
    private Fault? Settle()
    {
        foreach (var side in Sides.Both)
            World.Sides[side].Faults = World.Sides[side].Faults.AtPeace();
        engine.StreamLoss = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            foreach (var kind in World.Kinds)
            {
                engine.Pull(kind);
                engine.Redeliver(kind);
            }
            engine.PollDue();
            for (var steps = 0; !scheduler.IsIdle; steps++)
            {
                scheduler.RunOne();
                if (steps > MostSteps)
                    return new Fault("NoLoop", "the engine does not come to rest");
            }
            if (Wrong() is { } fault)
                return fault;
            if (IsDone)
                return null;
            World.Time.Advance(TimeSpan.FromSeconds(round < 50 ? 3 : 60));
        }
        return new Fault("NoStuckRow", StuckRows());
    }

    private bool IsDone => engine.IsQuiet && World.Disk.Rows.Values.All(r => r.NextAttempt is null)
        && World.Kinds.All(k => World.Disk.Ingests.GetValueOrDefault((k.Side.Side, k.Name)) is { IsScanned: true } ingest
            && ingest.Cursor == k.LastPlace.ToString(CultureInfo.InvariantCulture));

    private string StuckRows() => string.Join("; ", World.Disk.Rows.Values.Where(r => r.NextAttempt is not null).Select(r =>
            $"{r.Status} {r.ExternalIds} next {r.NextAttempt:HH:mm:ss} {Encoding.UTF8.GetString(r.State.Span)}"))
        + $" quiet {engine.IsQuiet} now {World.Time.GetUtcNow():HH:mm:ss} ingests {string.Join(", ", World.Disk.Ingests.Values)}";
}
