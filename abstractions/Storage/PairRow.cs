namespace Sync;

/// <summary>A pair as stored: the truth about one link, the link index and the query model in one row.</summary>
public sealed record PairRow
{
    public required PairId Id { get; init; }

    /// <summary>The external ids; <see langword="null"/> while that side's record is missing.</summary>
    public required PerSide<string?> ExternalIds { get; init; }

    /// <summary>The normalised match key; unique among half pairs of one side, unless the other side is <see cref="Many"/>.</summary>
    public string? MatchKey { get; init; }

    public required PairStatus Status { get; init; }

    /// <summary>The side on which a create of this pair may be under way.</summary>
    public Side? OpenCreate { get; init; }

    /// <summary>When the pair wants to be woken; <see langword="null"/> when nothing is unfinished.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Counts commits of this row from 1; compared by every commit.</summary>
    public long RowVersion { get; init; }

    /// <summary>The pair's state, UTF-8 JSON with its schema version; empty in a half pair just inserted.</summary>
    public ReadOnlyMemory<byte> State { get; init; }

    /// <summary>The side whose record other rows may hold too, as the pairing declares it; <see langword="null"/>: neither's.</summary>
    public Side? Many { get; init; }

    /// <summary>Whether one side's record is missing.</summary>
    public bool IsHalf => ExternalIds.Crm is null || ExternalIds.Shop is null;
}

/// <summary>The closed set of row statuses for store, API, CLI and metrics.</summary>
public enum PairStatus
{
    /// <summary>Seen for the first time; nothing decided.</summary>
    New,

    /// <summary>Waits for something stated: a scan, a link, another create.</summary>
    Waiting,

    /// <summary>Has work decided or under way.</summary>
    Pending,

    /// <summary>A side failed; tried again at the next attempt.</summary>
    Retrying,
    InSync,

    /// <summary>At least one property waits for a person; the others flow.</summary>
    Conflict,

    /// <summary>More than one candidate; shown to a person, never guessed.</summary>
    Ambiguous,

    /// <summary>A final error; replayable.</summary>
    Parked,

    /// <summary>Out of its <c>where</c>, or deletions are paused.</summary>
    Paused,
    Deleted,

    /// <summary>A barrier: both records live on their own.</summary>
    Unlinked,
}

/// <summary>Status names as shown: <c>in-sync</c>.</summary>
public static class PairStatuses
{
    private static readonly string[] Names =
        ["new", "waiting", "pending", "retrying", "in-sync", "conflict", "ambiguous", "parked", "paused", "deleted", "unlinked"];

    /// <summary>All names, in the order of <see cref="PairStatus"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The shown name.</summary>
    public static string Name(this PairStatus status) => Names[(int)status];

    /// <summary>Reads a shown name; <see langword="null"/> for any other text.</summary>
    public static PairStatus? Parse(string? text) => Array.IndexOf(Names, text) is var i and >= 0 ? (PairStatus)i : null;
}
