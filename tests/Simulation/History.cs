using System.Collections.Immutable;
using System.Globalization;

namespace Sync.Simulation;

/// <summary>What a history may contain.</summary>
internal sealed record Shape(string Name)
{
    /// <summary>Whether records are matched by key, so that people may create the same record on both sides.</summary>
    public bool Keyed { get; init; } = true;

    public bool Deletes { get; init; }

    /// <summary>Records that exist before the engine first starts.</summary>
    public int InitialRecords { get; init; } = 1;

    /// <summary>Records created while it runs.</summary>
    public int Creates { get; init; }

    public int Edits { get; init; } = 6;

    public double CrashRate { get; init; } = 0.01;
}

/// <summary>One seeded history: people edit two sides while the engine runs, crashes and is started again; then all is quiet.</summary>
internal sealed class History
{
    private const int MostSteps = 4_000;
    private static readonly string[] Properties = ["a", "b", "c"];

    private readonly Random random;
    private readonly Shape shape;
    private readonly Scheduler scheduler;
    private readonly SimulatedTime time = new();
    private readonly SimulatedDisk disk = new();
    private readonly Pairing pairing;
    private Engine engine;
    private int lastValue;
    private int lastKey;
    private long session;
    private int editsLeft;
    private int createsLeft;
    private int crashesLeft = 6;

    public History(int seed, Shape shape)
    {
        // Continuations run inline, in the order the scheduler says.
        SynchronizationContext.SetSynchronizationContext(null);
        (Seed, this.shape) = (seed, shape);
        random = new Random(seed);
        scheduler = new Scheduler(random);
        pairing = Pairings.Of(shape.Keyed, (ConflictPolicy)random.Next(3));
        SidesOfWorld = new PerSide<SimulatedSide>(
            new SimulatedSide(Side.Crm, random, time, disk.Story) { Faults = SomeFaults() }, new SimulatedSide(Side.Shop, random, time, disk.Story) { Faults = SomeFaults() });
        (editsLeft, createsLeft) = (shape.Edits, shape.Creates);
        for (var i = 0; i < shape.InitialRecords; i++)
            CreateSomewhere(maybeBoth: true);
        engine = Start();
    }

    public int Seed { get; }

    public PerSide<SimulatedSide> SidesOfWorld { get; }

    public SimulatedDisk Disk => disk;

    public Pairing Pairing => pairing;

    public int Crashes => 6 - crashesLeft;

    /// <summary>Creates of people; each bounds what may exist.</summary>
    public int PersonCreates { get; private set; }

    public int PersonEdits { get; private set; }

    /// <summary>Runs to quiescence; what the checkers find wrong, or nothing.</summary>
    public string? Run()
    {
        for (var step = 0; editsLeft + createsLeft > 0 || step < 150; step++)
        {
            if (step > MostSteps)
                return "the history did not come to its end";
            Step();
            if (engine.Failure is { } failure)
                return $"the engine threw {failure}";
        }
        return Settle() ?? Checker.Check(this);
    }

    private void Step()
    {
        var dice = random.NextDouble();
        if (!scheduler.IsIdle && dice < 0.75)
            scheduler.RunOne();
        else if (dice < 0.80)
            engine.Pull(random.Next(2) == 0 ? Side.Crm : Side.Shop);
        else if (dice < 0.84)
            engine.PollDue();
        else if (dice < 0.86)
            engine.Redeliver(random.Next(2) == 0 ? Side.Crm : Side.Shop);
        else if (dice < 0.90)
            time.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
        else if (dice < 0.96)
            PersonActs();
        else if (crashesLeft > 0 && random.NextDouble() < shape.CrashRate * 25)
            Crash();
    }

    private void PersonActs()
    {
        if (createsLeft > 0 && random.Next(2) == 0)
        {
            createsLeft--;
            CreateSomewhere(maybeBoth: shape.Keyed);
            return;
        }
        var side = SidesOfWorld[random.Next(2) == 0 ? Side.Crm : Side.Shop];
        var alive = side.Alive.ToList();
        if (editsLeft == 0 || alive.Count == 0)
        {
            editsLeft = alive.Count == 0 && SidesOfWorld[side.Side.Other()].Alive.Any() ? editsLeft : Math.Max(0, editsLeft - 1);
            return;
        }
        editsLeft--;
        var record = alive[random.Next(alive.Count)];
        if (shape.Deletes && random.Next(6) == 0)
        {
            side.PersonDeletes(record);
            return;
        }
        PersonEdits++;
        side.PersonEdits(record, Properties[random.Next(Properties.Length)], NewValue());
    }

    private void CreateSomewhere(bool maybeBoth)
    {
        var key = $"k{++lastKey}";
        var first = random.Next(2) == 0 ? Side.Crm : Side.Shop;
        Create(first, key);
        if (maybeBoth && shape.Keyed && random.Next(2) == 0)
            Create(first.Other(), key);
    }

    private void Create(Side side, string key)
    {
        PersonCreates++;
        if (SidesOfWorld[side].Alive.Any(r => r.Key == key))
            return;
        SidesOfWorld[side].PersonCreates(key, [.. Properties.Select(p => (p, random.Next(5) == 0 ? null : (string?)NewValue()))]);
    }

    private string NewValue() => "v" + (++lastValue).ToString(CultureInfo.InvariantCulture);

    private Engine Start() => new(pairing, SidesOfWorld, disk, scheduler, time, random, ++session) { StreamLoss = random.Next(2) * 0.2 };

    private void Crash()
    {
        crashesLeft--;
        engine.Kill();
        disk.Story.Add("the engine is killed");
        engine = Start();
    }

    /// <summary>Faults end, nobody edits, and the engine is given all the time it wants, but not for ever.</summary>
    private string? Settle()
    {
        foreach (var side in Sides.Both)
            SidesOfWorld[side].Faults = new Faults { Idempotent = SidesOfWorld[side].Faults.Idempotent, Unique = SidesOfWorld[side].Faults.Unique, Normalises = SidesOfWorld[side].Faults.Normalises };
        engine.StreamLoss = 0;
        for (var round = 0; round < 400; round++)
        {
            foreach (var side in Sides.Both)
            {
                engine.Pull(side);
                engine.Redeliver(side);
            }
            engine.PollDue();
            var steps = 0;
            while (!scheduler.IsIdle)
            {
                scheduler.RunOne();
                if (++steps > MostSteps)
                    return "the engine does not come to rest";
            }
            if (engine.Failure is { } failure)
                return $"the engine threw {failure}";
            var isDone = engine.IsQuiet && disk.Rows.Values.All(r => r.NextAttempt is null)
                && Sides.Both.All(s => disk.Ingests.GetValueOrDefault(s) is { IsScanned: true } ingest && ingest.Cursor == SidesOfWorld[s].LastPlace.ToString(CultureInfo.InvariantCulture));
            if (isDone)
                return null;
            time.Advance(TimeSpan.FromSeconds(round < 50 ? 3 : 60));
        }
        return "stuck: " + string.Join("; ", disk.Rows.Values.Where(r => r.NextAttempt is not null).Select(r =>
            $"{r.Status} {r.ExternalIds} next {r.NextAttempt:HH:mm:ss} {System.Text.Encoding.UTF8.GetString(r.State.Span)}"))
            + $" quiet {engine.IsQuiet} now {time.GetUtcNow():HH:mm:ss} ingests {string.Join(", ", disk.Ingests.Values)}";
    }

    private Faults SomeFaults() => new()
    {
        LostAnswer = Rate(0.15),
        LostRequest = Rate(0.1),
        Late = Rate(0.1),
        Throttled = Rate(0.15),
        ReadFails = Rate(0.1),
        RepeatsFeed = Rate(0.3),
        ReordersPage = random.Next(3) == 0,
        Idempotent = !shape.Keyed || random.Next(3) > 0,
        Unique = true,
        Normalises = random.Next(4) == 0,
        AnswersWithBody = random.Next(5) > 0,
    };

    private double Rate(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
}

/// <summary>The pairings of the simulation.</summary>
internal static class Pairings
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(bool, ConflictPolicy), Pairing> Made = new();

    public static Pairing Of(bool keyed, ConflictPolicy policy) => Made.GetOrAdd((keyed, policy), _ => new Pairing
    {
        Name = "thing",
        Kinds = new PerSide<string>("thing", "thing"),
        Create = CreateMode.Both,
        Match = keyed ? ["key"] : [],
        Policy = policy,
        Properties = [.. new[] { "key", "a", "b", "c" }.Select(p => new Property
        {
            Name = p,
            Type = PropertyType.String,
            Paths = new PerSide<ImmutableArray<string>>([p], [p]),
        })],
    });
}
