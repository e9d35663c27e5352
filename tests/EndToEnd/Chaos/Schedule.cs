namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>One thing that goes wrong.</summary>
internal enum Harm
{
    /// <summary>kill -9 of a silo.</summary>
    Kill,

    /// <summary>SIGSTOP for longer than the others wait, then SIGCONT.</summary>
    Freeze,

    /// <summary>SIGTERM, and started again.</summary>
    Drain,

    /// <summary>PostgreSQL stopped in good order, away for a while.</summary>
    DatabaseStop,

    /// <summary>PostgreSQL ended as by a crash.</summary>
    DatabaseCrash,

    /// <summary>Every connection of the silos with database and sides reset.</summary>
    Reset,

    /// <summary>Two silos cannot reach each other.</summary>
    CutTwo,

    /// <summary>No silo reaches another.</summary>
    CutAll,
}

/// <summary>Something that goes wrong, how long, and how long there is peace after it.</summary>
/// <param name="Harm">What.</param>
/// <param name="Silo">To whom, where it is to one.</param>
/// <param name="Lasts">How long.</param>
/// <param name="Peace">Until the next.</param>
internal sealed record Blow(Harm Harm, int Silo, TimeSpan Lasts, TimeSpan Peace)
{
    /// <summary>A seeded order in which each harm that is possible comes about equally often.</summary>
    public static IReadOnlyList<Blow> Schedule(int seed, int blows, bool isCuttable)
    {
        var random = new Random(seed);
        var harms = Enum.GetValues<Harm>().Where(harm => isCuttable || harm is not (Harm.CutTwo or Harm.CutAll)).ToArray();
        var order = new List<Harm>();
        while (order.Count < blows)
        {
            random.Shuffle(harms);
            order.AddRange(harms);
        }

        return [.. order.Take(blows).Select(harm => new Blow(
            harm, random.Next(ClusterWorld.Silos), TimeSpan.FromSeconds(Lasting(harm, random)), TimeSpan.FromMilliseconds(random.Next(500, 5_000))))];
    }

    public override string ToString() => Harm is Harm.Kill or Harm.Freeze or Harm.Drain or Harm.CutTwo ? $"{Harm} of silo {Silo}" : $"{Harm}";

    private static double Lasting(Harm harm, Random random) => harm switch
    {
        Harm.Freeze => 7 + (random.NextDouble() * 6),
        Harm.CutTwo or Harm.CutAll => 4 + (random.NextDouble() * 6),
        Harm.DatabaseStop => 1 + (random.NextDouble() * 6),
        _ => 0,
    };
}
