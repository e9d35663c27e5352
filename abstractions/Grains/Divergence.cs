using System.Collections.Immutable;
using Orleans;

namespace Sync;

/// <summary>Something in which a pair does not know its record as it is, though whatever told of that had time to come.</summary>
/// <param name="Side">The side of the record.</param>
/// <param name="ExternalId">The record.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Pair">The pair that holds it; <see langword="null"/>: none.</param>
/// <param name="Text">For a person: what was known and what was found.</param>
[GenerateSerializer, Immutable, Alias("sync.Divergence")]
public sealed record Divergence(
    [property: Id(0)] Side Side, [property: Id(1)] string ExternalId, [property: Id(2)] DivergenceReason Reason, [property: Id(3)] string? Pair,
    [property: Id(4)] string Text);

/// <summary>Why a sweep calls a record divergent. The numbers are kept.</summary>
public enum DivergenceReason
{
    /// <summary>It has values that its pair was not told of.</summary>
    MissedEdit = 0,

    /// <summary>It has another version, and the same values in all that is kept in step.</summary>
    MissedVersion = 1,

    /// <summary>It is gone, and its pair was not told.</summary>
    MissedDelete = 2,

    /// <summary>It is there, and its pair holds it for gone.</summary>
    MissedReturn = 3,

    /// <summary>No row holds it.</summary>
    NoRow = 4,

    /// <summary>Its pair rests, though by what it knows of both sides something is to be sent or agreed.</summary>
    Unsettled = 5,
}

/// <summary>What a pair found when it read a record because a sweep asked it to.</summary>
/// <param name="Reason">In what the record was not as known; <see langword="null"/>: it was.</param>
/// <param name="IsThere">Whether the side has the record.</param>
/// <param name="Version">The version read.</param>
/// <param name="Digest">The digest of what was read; <see langword="null"/>: there is none, or it cannot be mapped.</param>
/// <param name="Text">For a person; empty where there is nothing to say.</param>
[GenerateSerializer, Immutable, Alias("sync.Audited")]
public sealed record Audited(
    [property: Id(0)] DivergenceReason? Reason, [property: Id(1)] bool IsThere, [property: Id(2)] string? Version, [property: Id(3)] string? Digest,
    [property: Id(4)] string Text);

/// <summary>How often a reason was found on a side.</summary>
[GenerateSerializer, Immutable, Alias("sync.DivergenceCount")]
public sealed record DivergenceCount([property: Id(0)] Side Side, [property: Id(1)] DivergenceReason Reason, [property: Id(2)] long Count);
