namespace Sync.Grains;

/// <summary>One attempt of a sweep, in memory only: what was listed, how far it has come, and what looks divergent.</summary>
/// <param name="run">The run.</param>
/// <param name="began">When this attempt began.</param>
internal sealed class SweepRound(string run, DateTimeOffset began)
{
    /// <summary>More than these are settled before anything else is listed or compared.</summary>
    private const int MostSuspects = 10_000;

    public string Run => run;

    public DateTimeOffset Began => began;

    /// <summary>The records that each side's listing showed.</summary>
    public PerSide<HashSet<string>> Listed { get; } = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>What the listing showed of records that many rows may hold: each of those is compared with it.</summary>
    public Dictionary<string, Sighting> Shared { get; } = new(StringComparer.Ordinal);

    /// <summary>The side being listed; <see langword="null"/>: both are done.</summary>
    public Side? Listing { get; set; } = Side.Crm;

    /// <summary>How far it is listed.</summary>
    public string? ListedUpTo { get; set; }

    /// <summary>How far the rows are compared.</summary>
    public PairId? ComparedUpTo { get; set; }

    public bool IsCompared { get; set; }

    /// <summary>Pairs that look divergent.</summary>
    public Dictionary<PairId, Suspect> Pairs { get; } = [];

    /// <summary>Records that no row holds.</summary>
    public Dictionary<(Side Side, string ExternalId), Sighting> Unheld { get; } = [];

    /// <summary>What was divergent and is not in step again, as far as is known: each tells whether it is.</summary>
    public List<Func<Task<bool>>> Divergent { get; } = [];

    /// <summary>When the last suspect was settled.</summary>
    public DateTimeOffset SettledAt { get; set; }

    /// <summary>When the last of all these was found.</summary>
    public DateTimeOffset LastFound { get; set; }

    /// <summary>Not before this is anything asked of a side that failed.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>What it is at.</summary>
    public SweepPhase Phase => IsFull || IsCompared ? SweepPhase.Settling : Listing is null ? SweepPhase.Comparing : SweepPhase.Listing;

    private bool IsFull => Pairs.Count + Unheld.Count >= MostSuspects;

    public Suspect SuspectOf(PairRow row) =>
        Pairs.TryGetValue(row.Id, out var suspect) ? suspect : Pairs[row.Id] = new Suspect(row.Id, row.RowVersion);
}

/// <summary>A pair that looks divergent.</summary>
/// <param name="pair">The pair.</param>
/// <param name="rowVersion">Its row, as it was then.</param>
internal sealed class Suspect(PairId pair, long rowVersion)
{
    public PairId Pair => pair;

    public long RowVersion => rowVersion;

    /// <summary>What the listings showed of its records, where that was not as known.</summary>
    public PerSide<Sighting?> Seen { get; set; } = new(null, null);

    /// <summary>Whether it rested though it had something to do.</summary>
    public bool IsUnsettled { get; set; }
}

/// <summary>What a listing showed of a record.</summary>
/// <param name="IsThere">Whether it showed it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">The digest of what it showed; <see langword="null"/>: it cannot be mapped.</param>
/// <param name="WasHeldBefore">Whether the row was as it is now before anything was listed, so that the record ought to have been shown.</param>
internal sealed record Sighting(bool IsThere, string? Version, string? Digest, bool WasHeldBefore = false)
{
    public static Sighting Of(SideRecord record, Mapped? mapped) => new(true, record.Version, (mapped as Mapped.Good)?.Digest.ToString());

    /// <summary>Whether the pair, by its own read, found the very state that the listing showed; what is newer may be on its way still.</summary>
    public bool IsConfirmedBy(Audited found) => IsThere == found.IsThere && (found.Version is not null || Version is not null
        ? found.Version == Version
        : found.Digest == Digest);
}
