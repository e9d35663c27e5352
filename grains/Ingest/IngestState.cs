using Orleans;

namespace Sync.Grains;

/// <summary>What an ingest remembers: the checkpoint, and how far its first scan has come.</summary>
[GenerateSerializer, Alias("sync.IngestState")]
public sealed record IngestState
{
    /// <summary>
    /// Which first scan, the first half of every position: when it began, in seconds since 1970, or one more than the one before. So a kind
    /// that comes to be taken in partitions is told of by higher positions than before, which need no read.
    /// </summary>
    [Id(0)] public long Epoch { get; init; }

    /// <summary>The feed's cursor up to which every change is durable at its pairs; during a scan, the cursor taken before it.</summary>
    [Id(1)] public string? Cursor { get; init; }

    /// <summary>How far the listing is durable; <see langword="null"/> at its beginning.</summary>
    [Id(2)] public string? ListedUpTo { get; init; }

    /// <summary>Whether everything was listed.</summary>
    [Id(3)] public bool IsListed { get; init; }

    /// <summary>Whether the feed was replayed since, so that the scan is done.</summary>
    [Id(4)] public bool IsScanned { get; init; }

    /// <summary>
    /// The pairings that the scan and all since were for, one a line, each with its <c>where</c>. One that is not among them has not
    /// seen the records it would take. <see langword="null"/>: written by a program that did not tell.
    /// </summary>
    [Id(5)] public string? Covers { get; init; }

    /// <summary>Whether a scan was begun and its listing not forgotten.</summary>
    public bool IsBegun => IsListed || ListedUpTo is not null;

    /// <summary>The state to go on from for these pairings: a new scan, if one of them is not covered.</summary>
    public IngestState Covering(IReadOnlyList<string> pairings)
    {
        var isCovered = Covers is not { } covered || !pairings.Except(covered.Split('\n')).Any();
        return (isCovered ? this : this with { IsListed = false, ListedUpTo = null, IsScanned = false }) with { Covers = string.Join('\n', pairings) };
    }
}
