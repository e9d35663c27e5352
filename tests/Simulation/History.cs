using System.Text;

namespace Sync.Simulation;

/// <summary>One seeded history: people edit two sides while the engine runs, crashes and is started again; then all is quiet.</summary>
internal sealed class History
{
    private const int MostSteps = 4_000;
    private const int MostRounds = 400;

    /// <summary>A side that answers wrongly goes on with that when all else is quiet: whoever asks it in a circle never rests.</summary>
    private const int MoodyRounds = 10;

    /// <summary>Nobody waits for ever.</summary>
    private const int MostStepsBeforeEdits = 600;

    /// <summary>The last edits are the ones that no later edit brings to light.</summary>
    private const int StepsAfterTheLastEdit = 120;

    private readonly Random random;
    private readonly Scheduler scheduler;
    private readonly Shape shape;
    private readonly People people;
    private readonly Operators operators;
    private readonly int crashAt;
    private Engine? zombie;
    private Engine engine;
    private long session;
    private int editsLeft;
    private int createsLeft;
    private int checkpointsSeen;

    /// <param name="seed">Makes it this history and no other.</param>
    /// <param name="shape">What it may contain.</param>
    /// <param name="tells">Whether its story is written down.</param>
    /// <param name="crashAt">A step at which the engine is killed, whatever the seed says.</param>
    public History(int seed, Shape shape, bool tells = false, int crashAt = -1)
    {
        // Continuations run inline, in the order the scheduler says.
        SynchronizationContext.SetSynchronizationContext(null);
        (this.shape, this.crashAt) = (shape, crashAt);
        random = new Random(seed);
        scheduler = new Scheduler(random);
        World = new World(random, shape);
        World.Disk.Story = tells ? [] : null;
        World.Time.Soon = scheduler.Post;
        World.Bots.Soon = act => scheduler.PostLate(act, random.Next(12));
        people = new People(World, shape);
        operators = new Operators(World, shape, scheduler);
        (editsLeft, createsLeft) = (shape.Edits, shape.Creates);
        for (var i = 0; i < shape.InitialRecords; i++)
            people.Create();
        engine = Start();
    }

    public World World { get; }

    public int Crashes { get; private set; }

    /// <summary>Steps taken.</summary>
    public int Steps { get; private set; }

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
            last = editsLeft + createsLeft > 0 || World.WillBeRevised ? step : last;
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
            Restart();
        checkpointsSeen = World.Disk.Checkpoints;
        var dice = random.NextDouble();
        var acting = zombie is not null && random.Next(3) == 0 ? zombie : engine;
        if (!scheduler.IsIdle && dice < 0.75)
            RunOne();
        else if (dice < 0.80)
            Take(acting, SomeKind());
        else if (dice < 0.84)
            acting.PollDue();
        else if (dice < 0.86)
            acting.Look(SomeKind());
        else if (dice < 0.90)
            World.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
        else if (dice < 0.96)
            PeopleAct();
        else if (World.IsRevised && dice < 0.97)
            acting.Rebase();
        else if (shape.Sweeps && random.Next(2) == 0)
            acting.Sweep();
        else if (shape.Undoes && random.Next(2) == 0)
            acting.Undo();
        else if (Crashes < shape.Crashes && random.Next(4) == 0)
            Restart();
        else if (World.WillBeRevised && random.Next(2) == 0)
            Restart();
        else if (random.Next(4) == 0)
            Bury();
    }

    private void RunOne()
    {
        if (++Steps == crashAt)
            Restart();
        scheduler.RunOne();
    }

    private void PeopleAct()
    {
        if (shape.ActsOnLinked && Steps < MostStepsBeforeEdits && World.Disk.Rows.Values.All(row => row.IsHalf) && editsLeft == shape.Edits)
            return;
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
        operators.Act(zombie is not null && random.Next(3) == 0 ? zombie : engine);
        if (shape.IsMoody && random.Next(3) == 0)
            ChangeMood();
    }

    private void ChangeMood() => World.Sides[(Side)random.Next(2)].Mood = Enum.GetValues<Mood>()[random.Next(Enum.GetValues<Mood>().Length)];

    /// <summary>The engine dies, or is only thought dead, and another comes in its place, perhaps with another configuration.</summary>
    private void Restart()
    {
        Crashes++;
        Bury();
        World.LastDeath = World.Time.GetUtcNow();
        if (shape.HasZombies && random.Next(2) == 0)
            zombie = engine;
        else
            engine.Kill();
        if (World.WillBeRevised && (random.Next(2) == 0 || Crashes > shape.Crashes))
            World.Revise();
        World.Disk.Story?.Add($"the engine {(zombie is null ? "is killed" : "is thought dead")}, and another comes with revision {World.Pairings[0].Revision}");
        engine = Start();
        foreach (var kind in World.Kinds)
            kind.AskAgain();
    }

    private void Bury()
    {
        zombie?.Kill();
        zombie = null;
    }

    private Engine Start() => new(World, scheduler, ++session) { StreamLoss = shape.May(Misfortune.LossyStreams) ? random.Next(2) * 0.2 : 0 };

    private static void Take(Engine engine, SimulatedKind kind)
    {
        engine.Scan(kind);
        engine.Pull(kind);
    }

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
        Bury();
        foreach (var kind in World.Kinds)
            kind.AskAgain();
        engine.StreamLoss = 0;
        var quietSince = (DateTimeOffset?)null;
        // Who was wrongly told that there is nothing looks again within the hour.
        var mayLookAgain = shape.IsMoody;
        for (var round = 0; round < MostRounds; round++)
        {
            var areSane = !shape.IsMoody || round >= MoodyRounds;
            foreach (var side in areSane ? Sides.Both : [])
                World.Sides[side].Mood = Mood.Sane;
            if (!areSane)
                ChangeMood();
            foreach (var kind in World.Kinds)
            {
                Take(engine, kind);
                engine.Look(kind);
            }
            engine.PollDue();
            engine.Rebase();
            if (shape.Deletes && !World.KeepsReferences)
                people.Mend();
            operators.Settle(engine, round);
            if (quietSince is not null)
                engine.Sweep();
            for (var steps = 0; !scheduler.IsIdle; steps++)
            {
                RunOne();
                if (steps > MostSteps)
                    return new Fault("NoLoop", "the engine does not come to rest");
            }
            if (Wrong() is { } fault)
                return fault;
            if (areSane && IsDone && mayLookAgain)
            {
                mayLookAgain = false;
                World.Time.Advance(TimeSpan.FromHours(2));
                continue;
            }
            if (areSane && IsDone && (!shape.Sweeps || (quietSince is { } quiet && engine.AreSweptSince(quiet))))
                return null;
            quietSince = shape.Sweeps && IsDone ? World.Time.GetUtcNow() : null;
            World.Time.Advance(TimeSpan.FromSeconds(round < 50 ? 3 : 60));
        }
        return new Fault("NoStuckRow", StuckRows());
    }

    /// <summary>Whoever only looks again within the hour, should word have been lost, is at rest.</summary>
    private bool IsDone => engine.IsQuiet && World.Disk.Rows.Values.All(r => r.NextAttempt is null || r.Status == PairStatus.Ambiguous || r.NextAttempt > World.Time.GetUtcNow().AddMinutes(30))
        && World.Kinds.All(k => k.IsAllTold && k.Ingests.All(ingest => World.Disk.Ingests.GetValueOrDefault(ingest) is { IsScanned: true })) && World.Disk.Inbox.Count == 0 && operators.AreDone;

    private string StuckRows() => string.Join("; ", World.Disk.Rows.Values.Where(r => r.NextAttempt is not null).Select(r =>
            $"{r.Status} {r.ExternalIds} next {r.NextAttempt:HH:mm:ss} {Encoding.UTF8.GetString(r.State.Span)}"))
        + $" waited for: [{operators.Waits}] not quiet: [{engine.Unquiet}] now {World.Time.GetUtcNow():HH:mm:ss} ingests {string.Join(", ", World.Disk.Ingests.Values)}";
}
