namespace Sync;

/// <summary>A record as its side tells it.</summary>
/// <param name="Id">The external id.</param>
/// <param name="Version">Opaque; <see langword="null"/> where the side has none.</param>
/// <param name="ModifiedAt">When the side last changed it; <see langword="null"/> where not told.</param>
/// <param name="Body">The record in the side's native shape, UTF-8 JSON, without wrapper.</param>
public sealed record SideRecord(string Id, string? Version, DateTimeOffset? ModifiedAt, ReadOnlyMemory<byte> Body);

/// <summary>One item of a feed: a record or, with <paramref name="Deleted"/>, a tombstone.</summary>
/// <param name="Record">The record; a tombstone's body is empty.</param>
/// <param name="Place">The place in the feed; <see langword="null"/> where places cannot be compared.</param>
/// <param name="Deleted">Whether this is a tombstone.</param>
public sealed record FeedItem(SideRecord Record, long? Place, bool Deleted);

/// <summary>A page of a feed.</summary>
/// <param name="Items">In the order of the feed; may be empty.</param>
/// <param name="Next">The cursor to go on with.</param>
/// <param name="More">Whether more is there now.</param>
public sealed record FeedPage(IReadOnlyList<FeedItem> Items, string Next, bool More);

/// <summary>A page of a listing.</summary>
/// <param name="Items">Records in the order of the listing.</param>
/// <param name="Next">To go on with; <see langword="null"/> at the end.</param>
/// <param name="FeedCursor">The feed's cursor as of this page; every change not in the listing so far is after it.</param>
public sealed record ListPage(IReadOnlyList<SideRecord> Items, string? Next, string? FeedCursor);
