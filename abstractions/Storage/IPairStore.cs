namespace Sync;

/// <summary>
/// Keeps the rows of all pairs. Thread-safe; calls are batched inside. A row version is checked inside the batch and one stale
/// row fails alone. All methods throw <see cref="PairStoreException"/> when the database cannot be reached.
/// </summary>
public interface IPairStore
{
    /// <summary>The row, or <see langword="null"/>.</summary>
    Task<PairRow?> LoadAsync(PairId pair, CancellationToken cancellation);

    /// <summary>
    /// For each record, in order: the row that holds it (one of them, where many may), and the opposite half pair that has its match
    /// key (one of them, where many may).
    /// </summary>
    Task<IReadOnlyList<LookedUp>> LookUpAsync(
        string pairing, Side side, IReadOnlyList<LookUp> records, CancellationToken cancellation);

    /// <summary>
    /// Whom a record of a side declared <c>many</c> concerns: the rows that hold it, and the half pairs of the other side that have its
    /// match key. A page of them in the order of ids, after one if given; a half pair of the record itself comes first.
    /// </summary>
    Task<IReadOnlyList<Concerned>> ConcernedAsync(string pairing, Side side, LookUp record, PairId? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// The records of the side declared <c>many</c> that rows hold under a match key. At most two are told: one is enough to link,
    /// and two are enough to know that nobody can tell.
    /// </summary>
    Task<IReadOnlyList<string>> KeyHoldersAsync(string pairing, string matchKey, CancellationToken cancellation);

    /// <summary>Inserts half pairs with status <c>new</c>, due at once; for each, in order, what came of it.</summary>
    Task<IReadOnlyList<Inserted>> InsertHalvesAsync(IReadOnlyList<HalfPair> halves, CancellationToken cancellation);

    /// <summary>Commits one step of a pair: its row, the half pair it absorbs, the one it releases, and the activity, or nothing.</summary>
    Task<CommitOutcome> CommitAsync(PairCommit commit, CancellationToken cancellation);

    /// <summary>
    /// Whether a row other than <paramref name="except"/> has a create open on <paramref name="side"/> that a record of that side
    /// with this match key could be the answer to: one with this key, or one that has none because its own record is gone
    /// meanwhile (not an ambiguous one, which waits for a person); any row of the pairing where <paramref name="matchKey"/> is null.
    /// </summary>
    Task<bool> HasOpenCreateAsync(string pairing, Side side, string? matchKey, PairId except, CancellationToken cancellation);

    /// <summary>Pairs whose next attempt is at or before <paramref name="now"/>, oldest first. Half pairs only if asked for.</summary>
    Task<IReadOnlyList<PairId>> DueAsync(string pairing, DateTimeOffset now, bool halves, int limit, CancellationToken cancellation);

    /// <summary>Rows for people, by pair id.</summary>
    Task<PairPage> ListAsync(PairQuery query, CancellationToken cancellation);

    /// <summary>How many rows have each status, by pairing.</summary>
    Task<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellation);

    /// <summary>Activity after a sequence number, oldest first; of one pair if given.</summary>
    Task<IReadOnlyList<RecordedActivity>> ActivityAfterAsync(long sequence, PairId? pair, int limit, CancellationToken cancellation);

    /// <summary>The last activity, newest first; of one pair if given, and before a sequence number if given.</summary>
    Task<IReadOnlyList<RecordedActivity>> LastActivityAsync(PairId? pair, long? before, int limit, CancellationToken cancellation);
}

/// <summary>Hints of webhooks, stored durably before the webhook is answered.</summary>
public interface IWebhookInbox
{
    /// <summary>Stores hints; returns once they are durable.</summary>
    Task PutAsync(Side side, IReadOnlyList<WebhookHint> hints, CancellationToken cancellation);

    /// <summary>Hints of a side and kind after a number, oldest first, each once per record.</summary>
    Task<IReadOnlyList<StoredHint>> TakeAsync(Side side, string kind, long after, int limit, CancellationToken cancellation);

    /// <summary>Removes hints up to and including a number for the records given.</summary>
    Task RemoveAsync(Side side, string kind, IReadOnlyList<StoredHint> hints, CancellationToken cancellation);
}

/// <summary>Word that a record may have changed.</summary>
public sealed record WebhookHint(string Kind, string ExternalId);

/// <summary>A hint in the inbox.</summary>
/// <param name="Number">Rises with every hint stored.</param>
/// <param name="ExternalId">The record.</param>
public sealed record StoredHint(long Number, string ExternalId);

/// <summary>A record to look up.</summary>
public readonly record struct LookUp(string ExternalId, string? MatchKey);

/// <summary>What is known of a record.</summary>
/// <param name="Holder">The row that holds the external id on this side.</param>
/// <param name="Counterpart">The half pair of the other side with the same match key, not ambiguous.</param>
public readonly record struct LookedUp(PairId? Holder, PairId? Counterpart);

/// <summary>A row that a record concerns.</summary>
/// <param name="Pair">Its id.</param>
/// <param name="Holds">Whether it holds the record; else it is a half pair that has its match key.</param>
public readonly record struct Concerned(PairId Pair, bool Holds);

/// <summary>A half pair to insert.</summary>
/// <param name="Id">Its new id.</param>
/// <param name="Side">The side whose record it holds.</param>
/// <param name="ExternalId">That record.</param>
/// <param name="MatchKey">Its match key; <see langword="null"/> where it has none.</param>
/// <param name="Ambiguous">Whether it is inserted with status <c>ambiguous</c> (and then without a key).</param>
/// <param name="At">Updated-at and next attempt.</param>
public sealed record HalfPair(PairId Id, Side Side, string ExternalId, string? MatchKey, bool Ambiguous, DateTimeOffset At)
{
    /// <summary>The side that its pairing declares <c>many</c>.</summary>
    public Side? Many { get; init; }
}

/// <summary>What came of an insert. Closed.</summary>
public abstract record Inserted
{
    private Inserted()
    {
    }

    public sealed record Done : Inserted;

    /// <summary>Another row holds the external id already; of a side declared <c>many</c> too, since then a half pair has nothing to wait for.</summary>
    public sealed record Held(PairId By) : Inserted;

    /// <summary>Another half pair of the same side has the match key.</summary>
    public sealed record KeyTaken(PairId By) : Inserted;
}

/// <summary>One step of a pair to be made durable.</summary>
/// <param name="Row">The new row; its row version is the one it is based on (0: not yet inserted), and is raised by the store.</param>
/// <param name="Absorb">The half pair that is deleted with it, at the version it was read.</param>
/// <param name="Activity">What happened.</param>
/// <param name="Purge">Whether the row itself is deleted instead of updated.</param>
public sealed record PairCommit(PairRow Row, AbsorbedRow? Absorb, IReadOnlyList<Activity> Activity, bool Purge = false)
{
    /// <summary>What the pair lets go of, inserted with it as a row of its own.</summary>
    public ReleasedRow? Release { get; init; }

    /// <summary>Another row that the step rests on: at another version, or gone, it makes the commit stale. It is not changed.</summary>
    public WitnessRow? Witness { get; init; }
}

/// <summary>A row to be inserted beside another.</summary>
/// <param name="Row">At row version 0; it takes no match key from another half pair.</param>
/// <param name="Activity">How it came to be.</param>
public sealed record ReleasedRow(PairRow Row, IReadOnlyList<Activity> Activity);

/// <summary>A row as it was when something was decided by it.</summary>
public sealed record WitnessRow(PairId Pair, long RowVersion);

/// <summary>A half pair to be absorbed.</summary>
public sealed record AbsorbedRow(PairId Pair, long RowVersion);

/// <summary>What came of a commit. Closed.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Durable.</summary>
    public sealed record Committed(long RowVersion) : CommitOutcome;

    /// <summary>The row, the row to absorb or the witness has another version; nothing was written.</summary>
    public sealed record Stale : CommitOutcome;

    /// <summary>
    /// Another row holds this side's external id; nothing was written. Of a side declared <c>many</c> whole pairs hold it together,
    /// but neither beside a half pair of it.
    /// </summary>
    public sealed record IdTaken(Side Side, PairId By) : CommitOutcome;

    /// <summary>
    /// Another half pair of the same side holds the match key; nothing was written. Where the other side is declared <c>many</c>: it
    /// has a create open there under that key.
    /// </summary>
    public sealed record KeyTaken(PairId By) : CommitOutcome;
}

/// <summary>Which rows to list.</summary>
/// <param name="Pairing">Only these; <see langword="null"/>: all.</param>
/// <param name="Status">Only these; <see langword="null"/>: all.</param>
/// <param name="Text">Only rows whose pair id, external ids, match key or state contain this text, without regard to case.</param>
/// <param name="Record">Only the row that holds this record (kind is the caller's matter).</param>
/// <param name="After">Only pair ids after this one.</param>
/// <param name="Limit">Most rows wanted.</param>
public sealed record PairQuery(
    string? Pairing = null, PairStatus? Status = null, string? Text = null, (Side Side, string ExternalId)? Record = null, PairId? After = null, int Limit = 100);

/// <summary>A page of rows.</summary>
public sealed record PairPage(IReadOnlyList<PairRow> Rows, bool More);

/// <summary>Rows of a pairing with a status.</summary>
public sealed record StatusCount(string Pairing, PairStatus Status, long Count);

/// <summary>The database could not do it; nothing is known to be written.</summary>
public sealed class PairStoreException(string message, Exception inner) : Exception(message, inner);
