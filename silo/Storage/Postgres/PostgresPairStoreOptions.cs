namespace Sync.Silo.Storage.Postgres;

/// <summary>How much the pair store on PostgreSQL keeps and queues.</summary>
internal sealed record PostgresPairStoreOptions
{
    /// <summary>How long activity is kept, and how much of it.</summary>
    public ActivityRetention Activity { get; init; } = new();

    /// <summary>How many calls may wait in each queue before callers wait for room. Default 10,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>Most calls in one transaction. Default 1,000.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>How many batches of reads run at once. Default 2.</summary>
    public int Readers { get; init; } = 2;

    /// <summary>How many lists and counts for people run at once. Default 2.</summary>
    public int PeopleReaders { get; init; } = 2;

    /// <summary>How often other silos' activity is looked for while somebody waits for it. Default 250 ms.</summary>
    public TimeSpan FeedInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
