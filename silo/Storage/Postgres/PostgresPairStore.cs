using Npgsql;
using Orleans.Runtime;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>
/// The pair store of a cluster: tables in PostgreSQL, written by any number of silos. Three lanes: one writer that commits in groups,
/// readers for the engine, and a few for people, whose searches may take long and must not hold the engine up.
/// </summary>
/// <remarks>
/// Cancellation gives up waiting for room in a queue, and for the answer of a read. A write once queued is always waited for,
/// since only its answer tells whether it is durable. Times are kept to the millisecond, rounded down.
/// </remarks>
internal sealed class PostgresPairStore : IPairStore, IWebhookInbox, IActivityFeed, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly PostgresPairStoreOptions options;
    private readonly TimeProvider time;
    private readonly ActivitySignal signal = new();
    private readonly Lane<PostgresWork> writes;
    private readonly Lane<PostgresWork> reads;
    private readonly Lane<PostgresWork> people;
    private volatile bool started;

    /// <summary>Makes a store on a database that has been migrated; nothing is opened before it is started.</summary>
    /// <param name="database">Where; not disposed with the store.</param>
    /// <param name="options">How much.</param>
    /// <param name="fence">What may forbid a commit; <see langword="null"/>: nothing.</param>
    /// <param name="time">The clock.</param>
    public PostgresPairStore(NpgsqlDataSource database, PostgresPairStoreOptions options, ICommitFence? fence, TimeProvider time)
    {
        (this.database, this.options, this.time) = (database, options, time);
        var capacity = options.QueueCapacity;
        PostgresReader Reader() => new(database);
        writes = new(capacity, options.BatchSize, loops: 1, () => new PostgresWriter(database, options, fence, signal, time));
        reads = new(capacity, options.BatchSize, options.Readers, Reader);
        people = new(capacity, batchSize: 1, options.PeopleReaders, Reader);
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(PostgresPairStore), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    /// <summary>Starts taking calls. The database may be away: calls then fail until it is back.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        writes.Start();
        reads.Start();
        people.Start();
        started = true;
        return Task.CompletedTask;
    }

    /// <summary>Refuses further calls and completes once those queued are done; cancellation only ends that wait.</summary>
    public Task StopAsync(CancellationToken cancellation) =>
        Task.WhenAll(reads.StopAsync(), people.StopAsync(), writes.StopAsync()).WaitAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task<PairRow?> LoadAsync(PairId pair, CancellationToken cancellation) => ReadAsync(reads, new LoadWork(pair), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LookedUp>> LookUpAsync(
        string pairing, Side side, IReadOnlyList<LookUp> records, CancellationToken cancellation) =>
        ReadAsync(reads, new LookUpWork(pairing, side, records), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Concerned>> ConcernedAsync(
        string pairing, Side side, LookUp record, PairId? after, int limit, CancellationToken cancellation)
    {
        NpgsqlParameter[] parameters = [Text(pairing), Text(record.ExternalId), Text(record.MatchKey), Number(limit)];
        return QueryAsync(
            reads, ReadSql.Concerned(side, after is null), row => new Concerned(RowReader.Id(row), row.GetBoolean(1)), cancellation,
            after is { Value: var id } ? [.. parameters, Text(id)] : parameters);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> KeyHoldersAsync(string pairing, string matchKey, CancellationToken cancellation) =>
        QueryAsync(reads, ReadSql.KeyHolders, RowReader.ExternalId, cancellation, Text(pairing), Text(matchKey));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Inserted>> InsertHalvesAsync(IReadOnlyList<HalfPair> halves, CancellationToken cancellation) =>
        WriteAsync(new InsertWork(halves), cancellation);

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(PairCommit commit, CancellationToken cancellation) =>
        WriteAsync(new CommitWork(commit), cancellation);

    /// <inheritdoc/>
    public async Task<bool> HasOpenCreateAsync(
        string pairing, Side side, string? matchKey, PairId except, CancellationToken cancellation)
    {
        NpgsqlParameter[] parameters = [Text(pairing), Text(side.Name()), Text(except.Value)];
        return await QueryAsync(
            reads, ReadSql.OpenCreate(matchKey is not null), _ => true, cancellation, matchKey is null ? parameters : [.. parameters, Text(matchKey)]) is [_, ..];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PairId>> DueAsync(
        string pairing, DateTimeOffset now, bool halves, int limit, CancellationToken cancellation) =>
        QueryAsync(
            reads, halves ? ReadSql.Due : ReadSql.WholeDue, RowReader.Id, cancellation,
            Text(pairing), Number(now.ToUnixTimeMilliseconds()), Number(limit));

    /// <inheritdoc/>
    public async Task<PairPage> ListAsync(PairQuery query, CancellationToken cancellation)
    {
        // Ids of a pairing are those between its name with '/' and its name with the next character.
        var start = query.Pairing is null ? "" : query.Pairing + "/";
        var after = query.After?.Value is { } id && string.CompareOrdinal(id, start) > 0 ? id : start;
        var parameters = new List<NpgsqlParameter> { Text(after), Number(query.Limit + 1L) };
        if (query.Pairing is not null)
            parameters.Add(Text(query.Pairing + "0"));
        if (query.Status is { } status)
            parameters.Add(Text(status.Name()));
        if (query.Record is var (_, externalId))
            parameters.Add(Text(externalId));
        if (query.Text is not null)
            parameters.Add(Text(query.Text));
        var rows = await QueryAsync(people, ReadSql.List(query), RowReader.Row, cancellation, [.. parameters]);
        return rows.Count > query.Limit ? new PairPage([.. rows.Take(query.Limit)], More: true) : new PairPage(rows, More: false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellation) =>
        QueryAsync(people, ReadSql.Count, RowReader.Count, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedActivity>> ActivityAfterAsync(
        long sequence, PairId? pair, int limit, CancellationToken cancellation) =>
        ActivityAsync(ReadSql.ActivityAfter(pair is not null), sequence, pair, limit, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedActivity>> LastActivityAsync(
        PairId? pair, long? before, int limit, CancellationToken cancellation) =>
        ActivityAsync(ReadSql.LastActivity(pair is not null), before ?? long.MaxValue, pair, limit, cancellation);

    /// <inheritdoc/>
    public Task PutAsync(Side side, IReadOnlyList<WebhookHint> hints, CancellationToken cancellation) =>
        WriteAsync(new PutWork(side, hints), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredHint>> TakeAsync(
        Side side, string kind, long after, int limit, CancellationToken cancellation) =>
        QueryAsync(reads, ReadSql.TakeHints, RowReader.Hint, cancellation, Text(side.Name()), Text(kind), Number(after), Number(limit));

    /// <inheritdoc/>
    public Task RemoveAsync(Side side, string kind, IReadOnlyList<StoredHint> hints, CancellationToken cancellation) =>
        WriteAsync(new RemoveWork(side, kind, hints), cancellation);

    /// <summary>Woken at once by what this silo writes, and soon by what others do.</summary>
    public async Task WaitForActivityAsync(long after, CancellationToken cancellation)
    {
        var written = signal.WaitForActivityAsync(after, cancellation);
        while (await Task.WhenAny(written, Task.Delay(options.FeedInterval, time, cancellation)) != written)
            signal.Advance((await QueryAsync(people, ReadSql.NewestActivity, row => row.GetInt64(0), cancellation))[0]);
        await written;
    }

    private Task<IReadOnlyList<RecordedActivity>> ActivityAsync(
        string sql, long sequence, PairId? pair, int limit, CancellationToken cancellation) => QueryAsync(
        people, sql, RowReader.Recorded, cancellation,
        pair is { Value: var id } ? [Number(sequence), Number(limit), Text(id)] : [Number(sequence), Number(limit)]);

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        Lane<PostgresWork> lane, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        ReadAsync(lane, new QueryWork<T>(sql, read, parameters), cancellation);

    private async Task<T> WriteAsync<T>(PostgresWork<T> work, CancellationToken cancellation)
    {
        await AddAsync(writes, work, cancellation);
        return await work.Answered;
    }

    private async Task<T> ReadAsync<T>(Lane<PostgresWork> lane, PostgresWork<T> work, CancellationToken cancellation)
    {
        await AddAsync(lane, work, cancellation);
        return await work.Answered.WaitAsync(cancellation);
    }

    private ValueTask AddAsync(Lane<PostgresWork> lane, PostgresWork work, CancellationToken cancellation) => started
        ? lane.AddAsync(work, cancellation)
        : throw new InvalidOperationException("The pair store has not been started.");
}
