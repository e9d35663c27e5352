namespace Sync;

/// <summary>
/// One side, spoken to. Thread-safe. Record operations answer with values and never throw for what a side may say; paging throws
/// <see cref="ConnectorException"/>. Cancellation throws <see cref="OperationCanceledException"/>; a write cancelled under way
/// has an unknown outcome.
/// </summary>
public interface IConnector
{
    /// <summary>The side.</summary>
    Side Side { get; }

    /// <summary>The same side for work that nobody waits for: a backfill, a sweep. They get a part of its turns, so that others go before them.</summary>
    IConnector InBackground => this;

    /// <summary>The same side, whose feed and listing show only the records of a partition (<see cref="Protocol.Partitions"/>).</summary>
    IConnector InPartition(string partition) => this;

    /// <summary>What the side can do with records of a kind.</summary>
    ConnectorCapabilities Capabilities(string kind);

    /// <summary>A page of changes after a cursor; waits up to <paramref name="wait"/> for the first one where the side can.</summary>
    /// <param name="kind">The entity kind.</param>
    /// <param name="cursor">Opaque; <see langword="null"/> or empty: the oldest change still kept.</param>
    /// <param name="limit">Most items wanted.</param>
    /// <param name="wait">Longest wait for a change; zero answers at once.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="CursorExpiredException">The side no longer keeps that cursor; a first scan is needed.</exception>
    /// <exception cref="ConnectorException">The side failed.</exception>
    /// <exception cref="InvalidOperationException">The kind is taken in partitions, and this is of none of them.</exception>
    Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation);

    /// <summary>
    /// A page of all records by id. The first page (no <paramref name="after"/>) carries the feed cursor taken before or with it. A kind
    /// with partitions is listed as a whole where none is asked for, without a feed cursor; a page of it may be empty and not the last.
    /// </summary>
    /// <exception cref="ConnectorException">The side failed.</exception>
    Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation);

    /// <summary>The record as it is now.</summary>
    Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation);

    /// <summary>All records whose field, given as the native dotted path, has this value (as the side compares).</summary>
    Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation);

    /// <summary>
    /// Creates a record from a native JSON body. A key used before answers its record as it is now, or not-found where it is
    /// gone; so only the answer to a create of which nothing is in doubt tells how the side stored what was sent.
    /// </summary>
    Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation);

    /// <summary>Writes a native JSON merge patch, if the record still has <paramref name="ifVersion"/> (<see langword="null"/>: whatever it has).</summary>
    /// <remarks>Carries no idempotency key: the answer to a replay may show a later edit, which must not pass for this write's own.</remarks>
    Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation);

    /// <summary>Deletes, if the record still has <paramref name="ifVersion"/>.</summary>
    Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation);
}
