using System.Collections.Immutable;
using Orleans;

namespace Sync;

/// <summary>
/// What a sweep found so far, or in the end. Counts of what was listed and compared are of the present attempt, since a sweep that is
/// cut off lists anew; what was found stays, because whatever is found is told to its pair and is not found again.
/// </summary>
[GenerateSerializer, Immutable, Alias("sync.SweepReport")]
public sealed record SweepReport : IRun
{
    /// <summary>Most examples that are kept.</summary>
    public const int MostExamples = 100;

    /// <inheritdoc/>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Who asked for it; <c>schedule</c>: nobody.</summary>
    [Id(1)] public required string By { get; init; }

    [Id(2)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; <see langword="null"/>: it runs.</summary>
    [Id(3)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who ended it early; <see langword="null"/>: nobody.</summary>
    [Id(4)] public string? CancelledBy { get; init; }

    /// <summary>What it is at.</summary>
    [Id(5)] public SweepPhase Phase { get; init; }

    /// <summary>Rows there were when it began.</summary>
    [Id(6)] public long Rows { get; init; }

    /// <summary>Records that the CRM's listing showed.</summary>
    [Id(7)] public long CrmListed { get; init; }

    /// <summary>Records that the shop's listing showed.</summary>
    [Id(8)] public long ShopListed { get; init; }

    /// <summary>Rows that were compared with both listings.</summary>
    [Id(9)] public long Compared { get; init; }

    /// <summary>Pairs, and records without a row, that are divergent.</summary>
    [Id(10)] public long Divergent { get; init; }

    /// <summary>Pairs that looked divergent and were not: something came by the ordinary way meanwhile, or they were edited while they were looked at.</summary>
    [Id(11)] public long Moved { get; init; }

    /// <summary>Pairs that could not be asked, or whose side did not answer; the next sweep looks again.</summary>
    [Id(12)] public long Failed { get; init; }

    /// <summary>By side and reason; a pair may count on both sides.</summary>
    [Id(13)] public ImmutableArray<DivergenceCount> Counts { get; init; } = [];

    /// <summary>The first <see cref="MostExamples"/>.</summary>
    [Id(14)] public ImmutableArray<Divergence> Examples { get; init; } = [];

    /// <summary>Records of the CRM that rows hold, that its listing did not show, and that a read found there. Any: the listing was cut short.</summary>
    [Id(15)] public long CrmUnlisted { get; init; }

    /// <summary>The same of the shop.</summary>
    [Id(16)] public long ShopUnlisted { get; init; }

    /// <summary>Why it does not get on at the moment; <see langword="null"/>: it does.</summary>
    [Id(17)] public string? Trouble { get; init; }

    /// <summary>Divergent pairs that were in step again before it ended, as far as this attempt saw; the others wait for a person or a side.</summary>
    [Id(18)] public long Repaired { get; init; }

    /// <inheritdoc/>
    public bool IsRunning => FinishedAt is null;

    /// <summary>Whether a listing was cut short: what it did not show was read one by one, and records without a row may be missing here.</summary>
    public bool IsIncomplete => CrmUnlisted + ShopUnlisted > 0;
}

/// <summary>What a sweep does, in this order. The numbers are kept.</summary>
public enum SweepPhase
{
    /// <summary>Lists a side's records, the CRM's first, and compares each with the row that holds it.</summary>
    Listing = 0,

    /// <summary>Looks through all rows for records that were not listed.</summary>
    Comparing = 1,

    /// <summary>Has the pairs read what looked divergent.</summary>
    Settling = 2,

    /// <summary>Is over.</summary>
    Done = 3,
}
