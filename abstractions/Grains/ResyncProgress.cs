using Orleans;

namespace Sync;

/// <summary>How far a resync has come: every pair of a pairing reads both its records again, in the order of pair ids.</summary>
[GenerateSerializer, Immutable, Alias("sync.ResyncProgress")]
public sealed record ResyncProgress : IPairsRun
{
    /// <summary>Names this run.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Who asked for it.</summary>
    [Id(1)] public required string By { get; init; }

    [Id(2)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Pairs there were when it began; those made since are read too.</summary>
    [Id(3)] public required long Total { get; init; }

    /// <summary>Pairs that are done, failed ones among them.</summary>
    [Id(4)] public long Done { get; init; }

    /// <summary>Pairs that could not be told, tried twice.</summary>
    [Id(5)] public long Failed { get; init; }

    /// <summary>The pair up to which all are done; <see langword="null"/>: none yet.</summary>
    [Id(6)] public string? Last { get; init; }

    /// <summary>When it ended; <see langword="null"/>: it runs.</summary>
    [Id(7)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who ended it early; <see langword="null"/>: nobody.</summary>
    [Id(8)] public string? CancelledBy { get; init; }

    /// <summary>Whether there is something left to do.</summary>
    public bool IsRunning => FinishedAt is null;
}
