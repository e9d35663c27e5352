using Orleans.Runtime;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// The embedded pair store: one SQLite file, for one silo. Three lanes: one writer that commits in groups, one reader for the
/// engine, and a few for people, whose searches may take long and must not hold the engine up.
/// </summary>
/// <remarks>
/// Cancellation gives up waiting for room in a queue, and for the answer of a read. A write once queued is always waited for,
/// since only its answer tells whether it is durable. Times are kept to the millisecond, rounded down.
/// </remarks>
internal sealed class SqlitePairStore
    : IPairStore, IWebhookInbox, IActivityFeed, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly string file;
    private readonly ActivitySignal signal = new();
    private readonly Lane<SqliteWork> writes;
    private readonly Lane<SqliteWork> reads;
    private readonly Lane<SqliteWork> people;
    private volatile bool started;

    /// <summary>Makes a store; nothing is opened before it is started.</summary>
    public SqlitePairStore(SqlitePairStoreOptions options)
    {
        file = options.File;
        var capacity = options.QueueCapacity;
        PairReader Reader() => new(SqliteSession.Read(file));
        writes = new(capacity, options.BatchSize, loops: 1, () => new PairWriter(SqliteSession.Write(file), options.Activity, newest =>
        {
            signal.Advance(newest);
            options.Committed(newest);
        }));
        reads = new(capacity, options.BatchSize, loops: 1, Reader);
        people = new(capacity, batchSize: 1, options.PeopleReaders, Reader);
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SqlitePairStore), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    /// <summary>Brings the file to this program's schema and starts taking calls.</summary>
    /// <exception cref="StorageRefusedException">The file's schema is newer than this program.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await Task.Run(Open, cancellation);
        writes.Start();
        reads.Start();
        people.Start();
        started = true;
    }

    /// <summary>Refuses further calls and completes once those queued are done; cancellation only ends that wait.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(reads.StopAsync(), people.StopAsync()).WaitAsync(cancellation);

        // The writer's connection closes last, so that SQLite folds the write-ahead log into the file.
        await writes.StopAsync().WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task<PairRow?> LoadAsync(PairId pair, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.Load(session, pair), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LookedUp>> LookUpAsync(
        string pairing, Side side, IReadOnlyList<LookUp> records, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.LookUp(session, pairing, side, records), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Concerned>> ConcernedAsync(
        string pairing, Side side, LookUp record, PairId? after, int limit, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.Concerned(session, pairing, side, record, after, limit), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> KeyHoldersAsync(string pairing, string matchKey, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.KeyHolders(session, pairing, matchKey), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Inserted>> InsertHalvesAsync(IReadOnlyList<HalfPair> halves, CancellationToken cancellation) =>
        WriteAsync(session => PairWrites.InsertHalves(session, halves), cancellation);

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(PairCommit commit, CancellationToken cancellation) =>
        WriteAsync(session => PairWrites.Commit(session, commit), cancellation);

    /// <inheritdoc/>
    public Task<bool> HasOpenCreateAsync(
        string pairing, Side side, string? matchKey, PairId except, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.HasOpenCreate(session, pairing, side, matchKey, except), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PairId>> DueAsync(
        string pairing, DateTimeOffset now, bool halves, int limit, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.Due(session, pairing, now, halves, limit), cancellation);

    /// <inheritdoc/>
    public Task<PairPage> ListAsync(PairQuery query, CancellationToken cancellation) =>
        ReadAsync(people, session => PairReads.List(session, query), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellation) =>
        ReadAsync(people, PairReads.Count, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedActivity>> ActivityAfterAsync(
        long sequence, PairId? pair, int limit, CancellationToken cancellation) =>
        ReadAsync(people, session => PairReads.ActivityAfter(session, sequence, pair, limit), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedActivity>> LastActivityAsync(
        PairId? pair, long? before, int limit, CancellationToken cancellation) =>
        ReadAsync(people, session => PairReads.LastActivity(session, pair, before, limit), cancellation);

    /// <inheritdoc/>
    public Task PutAsync(Side side, IReadOnlyList<WebhookHint> hints, CancellationToken cancellation) =>
        WriteAsync(session => PairWrites.PutHints(session, side, hints), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHint>> TakeAsync(
        Side side, string kind, long after, int limit, CancellationToken cancellation) =>
        ReadAsync(reads, session => PairReads.TakeHints(session, side, kind, after, limit), cancellation);

    /// <inheritdoc/>
    public Task RemoveAsync(Side side, string kind, IReadOnlyList<StoredHint> hints, CancellationToken cancellation) =>
        WriteAsync(session => PairWrites.RemoveHints(session, side, kind, hints), cancellation);

    /// <inheritdoc/>
    public Task WaitForActivityAsync(long after, CancellationToken cancellation) =>
        signal.WaitForActivityAsync(after, cancellation);

    private void Open()
    {
        SqliteSchema.Migrate(file, "pairs");
        using var session = SqliteSession.Read(file);
        signal.Advance(session.Scalar(PairSql.NewestActivity) as long? ?? 0);
    }

    private async Task<T> WriteAsync<T>(Func<SqliteSession, T> run, CancellationToken cancellation) =>
        await await AddAsync(writes, run, cancellation);

    private async Task<T> ReadAsync<T>(Lane<SqliteWork> lane, Func<SqliteSession, T> run, CancellationToken cancellation) =>
        await (await AddAsync(lane, Unless(cancellation, run), cancellation)).WaitAsync(cancellation);

    /// <summary>Nobody waits for it any more: a queued search is not begun.</summary>
    private static Func<SqliteSession, T> Unless<T>(CancellationToken cancellation, Func<SqliteSession, T> run) => session =>
    {
        cancellation.ThrowIfCancellationRequested();
        return run(session);
    };

    private async Task<Task<T>> AddAsync<T>(Lane<SqliteWork> lane, Func<SqliteSession, T> run, CancellationToken cancellation)
    {
        if (!started)
            throw new InvalidOperationException("The pair store has not been started.");
        var work = new SqliteWork<T>(run);
        await lane.AddAsync(work, cancellation);
        return work.Answered;
    }
}
