using Orleans;

namespace Sync;

/// <summary>One delivery of an ingest to a pair, by stream or by direct call.</summary>
[GenerateSerializer, Immutable, Alias("sync.ChangeEvent")]
public sealed record ChangeEvent
{
    /// <summary>The side the record is of.</summary>
    [Id(0)] public required Side Side { get; init; }

    /// <summary>The record.</summary>
    [Id(1)] public required string ExternalId { get; init; }

    /// <summary>What is told of it.</summary>
    [Id(2)] public required ChangeForm Form { get; init; }

    /// <summary>The ingest activation that delivers; acknowledgements name it, and those of another are void.</summary>
    [Id(3)] public required long Session { get; init; }

    /// <summary>The number of this delivery in its session.</summary>
    [Id(4)] public required long Delivery { get; init; }

    [Id(5)] public long Epoch { get; init; }

    /// <summary>The place in the feed; <see langword="null"/> where it has none to compare.</summary>
    [Id(6)] public long? Place { get; init; }

    [Id(7)] public string? Version { get; init; }

    [Id(8)] public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The native record, UTF-8 JSON; only with <see cref="ChangeForm.Body"/>.</summary>
    [Id(9)] public byte[]? Body { get; init; }

    /// <summary>W3C traceparent of the page that brought it.</summary>
    [Id(10)] public string? TraceParent { get; init; }

    /// <summary>Which partition's ingest it came from; <see langword="null"/>: that of the whole kind.</summary>
    [Id(11)] public string? Partition { get; init; }

    /// <summary>Where in the feed it stood.</summary>
    public Position? Position => Place is { } place ? new Position(Epoch, place) : null;
}

/// <summary>What a delivery tells.</summary>
public enum ChangeForm
{
    /// <summary>The record itself, from the feed.</summary>
    Body,

    /// <summary>That the feed says it is gone.</summary>
    Tombstone,

    /// <summary>That it may have changed; the pair reads.</summary>
    Hint,

    /// <summary>That this record has the pair's match key: of the side the pair lacks, or of its own.</summary>
    Candidate,
}
