using System.Collections.Immutable;
using Orleans;

namespace Sync;

/// <summary>How far an undo of a range has come: every pair of a pairing is looked at, in the order of pair ids.</summary>
[GenerateSerializer, Immutable, Alias("sync.UndoProgress")]
public sealed record UndoProgress : IPairsRun
{
    /// <summary>Most that is left alone and told by name; the counts tell of all.</summary>
    public const int MostNamed = 1_000;

    /// <summary>Names this run.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Who asked for it.</summary>
    [Id(1)] public required string By { get; init; }

    /// <summary>What is undone.</summary>
    [Id(2)] public required UndoRange Range { get; init; }

    /// <summary>Whether what was edited since is set back too.</summary>
    [Id(3)] public required bool IncludeOvertaken { get; init; }

    [Id(4)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Pairs there were when it began.</summary>
    [Id(5)] public required long Total { get; init; }

    /// <summary>Pairs that were looked at.</summary>
    [Id(6)] public long Done { get; init; }

    /// <summary>Values that are being set back on both sides.</summary>
    [Id(7)] public long SetBack { get; init; }

    /// <summary>Values that were so already.</summary>
    [Id(8)] public long SoAlready { get; init; }

    /// <summary>Values left alone because they were edited since.</summary>
    [Id(9)] public long Overtaken { get; init; }

    /// <summary>Values and records that cannot be set back.</summary>
    [Id(10)] public long Refused { get; init; }

    /// <summary>Pairs that did not answer, or were busy each time.</summary>
    [Id(11)] public long Failed { get; init; }

    /// <summary>What was left alone, the first <see cref="MostNamed"/> of it, and why.</summary>
    [Id(12)] public ImmutableArray<LeftAlone> Left { get; init; } = [];

    /// <summary>The pair up to which all are done; <see langword="null"/>: none yet.</summary>
    [Id(13)] public string? Last { get; init; }

    /// <summary>When it ended; <see langword="null"/>: it runs.</summary>
    [Id(14)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who ended it early; <see langword="null"/>: nobody.</summary>
    [Id(15)] public string? CancelledBy { get; init; }

    /// <summary>Pairs whose records are deleted on both sides, because they were created in the range.</summary>
    [Id(16)] public long TakenBack { get; init; }

    /// <summary>Since when new records came by events when it began; <see langword="null"/>: not known.</summary>
    [Id(17)] public DateTimeOffset? LiveSince { get; init; }

    /// <inheritdoc/>
    public bool IsRunning => FinishedAt is null;
}

/// <summary>Something that an undo did not set back.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="CrmId">Its CRM record; <see langword="null"/>: it has none.</param>
/// <param name="ShopId">Its shop record; <see langword="null"/>: it has none.</param>
/// <param name="Property">The property; <see langword="null"/>: the pair as a whole.</param>
/// <param name="Reason">Why, for a person.</param>
[GenerateSerializer, Immutable, Alias("sync.LeftAlone")]
public sealed record LeftAlone(
    [property: Id(0)] string Pair, [property: Id(1)] string? CrmId, [property: Id(2)] string? ShopId, [property: Id(3)] string? Property,
    [property: Id(4)] string Reason);
