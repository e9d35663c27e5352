namespace Sync;

/// <summary>What a side can do with a kind. Stated by configuration, relied on by the protocol.</summary>
public sealed record ConnectorCapabilities
{
    /// <summary>Feed items carry places that can be compared, and the feed never shows an older state after a newer one.</summary>
    public bool ComparablePositions { get; init; } = true;

    /// <summary>Deleted records appear in the feed.</summary>
    public bool Tombstones { get; init; } = true;

    /// <summary>A write can be made conditional on a version.</summary>
    public bool ConditionalWrites { get; init; } = true;

    /// <summary>A version is never seen again on another state of the record.</summary>
    public bool VersionsNeverRecur { get; init; } = true;

    /// <summary>A create with a key already used answers the record it made.</summary>
    public bool IdempotencyKeys { get; init; } = true;

    /// <summary>The side refuses a second record with the match key's value.</summary>
    public bool UniqueKeys { get; init; } = true;

    /// <summary>Records can be found by a field.</summary>
    public bool Find { get; init; } = true;

    /// <summary>How long after a write a find may still miss it.</summary>
    public TimeSpan FindLag { get; init; }
}
