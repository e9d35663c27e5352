namespace Sync.Simulation;

/// <summary>What a history may contain.</summary>
internal sealed record Shape(string Name, Func<Random, IReadOnlyList<Pairing>> Pairings)
{
    /// <summary>How many times as many histories are run of it: one record is quick, and has the rarest harm.</summary>
    public double Times { get; init; } = 1;

    /// <summary>Records that exist before the engine first starts.</summary>
    public int InitialRecords { get; init; } = 1;

    /// <summary>Records created while it runs.</summary>
    public int Creates { get; init; }

    /// <summary>Edits, deletions and restorations together.</summary>
    public int Edits { get; init; } = 6;

    /// <summary>How often the engine is killed at most.</summary>
    public int Crashes { get; init; } = 6;

    /// <summary>Whether people may make the same record on both sides.</summary>
    public bool MakesOnBoth { get; init; } = true;

    public bool Deletes { get; init; }

    /// <summary>One in how many actions is a deletion.</summary>
    public int DeletesOneIn { get; init; } = 6;

    /// <summary>Whether people wait until something is linked: what then is deleted has a counterpart.</summary>
    public bool ActsOnLinked { get; init; }

    /// <summary>Whether people bring back what was deleted.</summary>
    public bool Restores { get; init; }

    /// <summary>Whether people put back earlier values, so that a value tells nothing of who wrote it when.</summary>
    public bool Reverts { get; init; }

    /// <summary>Whether feeds forget, so that everything is listed again, and not all of it is told.</summary>
    public bool Rescans { get; init; }

    /// <summary>Whether feeds leave changes out for good, so that only sweeps find them, whose listings are cut short at times.</summary>
    public bool Sweeps { get; init; }

    /// <summary>Whether people end, split and make links while the engine runs, and put all of them right in the end.</summary>
    public bool Meddles { get; init; }

    /// <summary>Whether they link records also with others than their counterparts, for a while, and people see to it in the end.</summary>
    public bool Relinks { get; init; }

    /// <summary>Whether sides merge records, or people know that some are one, and sides refuse what would lead to nothing.</summary>
    public bool Merges { get; init; }

    /// <summary>Whether each kind is taken in two partitions.</summary>
    public bool Partitioned { get; init; }

    /// <summary>Whether sides take no condition with a write.</summary>
    public bool Unconditional { get; init; }

    /// <summary>Whether sides keep idempotency keys; needed where nothing else tells a create's work.</summary>
    public bool NeedsKeys { get; init; }

    /// <summary>Whether sides take a second record of a key, so that nothing hides what was made twice, and people say what came of a create where nothing else does.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Whether a find misses for a while what was just made.</summary>
    public bool Lags { get; init; }

    /// <summary>Whether the shop keeps fewer digits than it is given, and times in its own way.</summary>
    public bool IsCoarse { get; init; }

    /// <summary>Whether feeds show places that cannot be compared, and webhooks come beside them.</summary>
    public bool Unordered { get; init; }

    /// <summary>Whether changes are told by time alone, and how far a page then reaches back.</summary>
    public bool Clocked { get; init; }
    public TimeSpan Overlap { get; init; } = ClockFeed.Overlap;

    /// <summary>Whether people move shop records out of the pairing's <c>where</c>, and in again.</summary>
    public bool Moves { get; init; }

    /// <summary>Whether people enter what no side takes from the engine.</summary>
    public bool Refuses { get; init; }

    /// <summary>Whether sides answer wrongly again and again, for a while.</summary>
    public bool IsMoody { get; init; }

    /// <summary>Whether people make second records of one key, and rename records.</summary>
    public bool MakesTwins { get; init; }

    /// <summary>Whether each side has a rule of its own for one property.</summary>
    public bool HasBots { get; init; }

    /// <summary>Whether an engine that is thought dead may go on beside the next.</summary>
    public bool HasZombies { get; init; }

    /// <summary>Whether people set back what happened, their own undos too.</summary>
    public bool Undoes { get; init; }

    /// <summary>Deletions granted before a person must agree; <see langword="null"/>: more than there will be.</summary>
    public int? Budget { get; init; }

    /// <summary>The configurations that follow on the first.</summary>
    public Func<Random, IReadOnlyList<Pairing>, IEnumerable<IReadOnlyList<Pairing>>> Next { get; init; } = (_, _) => [];

    public Misfortune Misfortunes { get; init; } = Misfortune.All;

    public bool May(Misfortune kind) => Misfortunes.HasFlag(kind);

    /// <summary>All configurations, in their order.</summary>
    public IEnumerable<IReadOnlyList<Pairing>> Revisions(Random random)
    {
        var first = Pairings(random);
        return Next(random, first).Prepend(first);
    }
}
