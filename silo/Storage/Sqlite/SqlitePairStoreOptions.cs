namespace Sync.Silo.Storage.Sqlite;

/// <summary>Where the embedded pair store is and how much it keeps and queues.</summary>
/// <param name="File">The database file; created with its folder where it is missing.</param>
internal sealed record SqlitePairStoreOptions(string File)
{
    /// <summary>How long activity is kept, and how much of it.</summary>
    public ActivityRetention Activity { get; init; } = new();

    /// <summary>Called by the writer once activity up to a number is durable.</summary>
    public Action<long> Committed { get; init; } = _ => { };

    /// <summary>How many calls may wait in each queue before callers wait for room. Default 10,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>Most calls in one transaction. Default 1,000.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>How many lists and counts for people run at once. Default 2.</summary>
    public int PeopleReaders { get; init; } = 2;
}
