namespace Sync.Simulation;

/// <summary>The store as one process reaches it.</summary>
internal sealed class SimulatedStore(SimulatedDisk disk, Scheduler scheduler, Process process, Random random) : IPairStore
{
    public Task<PairRow?> LoadAsync(PairId pair, CancellationToken cancellation) => Call(() => disk.Rows.GetValueOrDefault(pair));

    public Task<IReadOnlyList<LookedUp>> LookUpAsync(
        string pairing, Side side, IReadOnlyList<LookUp> records, CancellationToken cancellation) => Call<IReadOnlyList<LookedUp>>(() =>
        [.. records.Select(record => new LookedUp(
            Rows(pairing).Where(r => r.ExternalIds[side] == record.ExternalId).Select(r => (PairId?)r.Id).FirstOrDefault(),
            Rows(pairing).Where(r => record.MatchKey is not null && r.MatchKey == record.MatchKey && r.ExternalIds[side] is null
                && r.Status is not (PairStatus.Ambiguous or PairStatus.Unlinked)).Select(r => (PairId?)r.Id).FirstOrDefault()))]);

    public Task<IReadOnlyList<Concerned>> ConcernedAsync(
        string pairing, Side side, LookUp record, PairId? after, int limit, CancellationToken cancellation) => Call<IReadOnlyList<Concerned>>(() =>
        [.. Rows(pairing).Where(r => r.ExternalIds[side] == record.ExternalId
                || (record.MatchKey is not null && r.MatchKey == record.MatchKey && r.ExternalIds[side] is null && r.Status is not (PairStatus.Ambiguous or PairStatus.Unlinked)))
            .Select(r => (Row: r, Rank: r.IsHalf && r.ExternalIds[side] is not null ? "" : r.Id.Value))
            .Where(one => after is null || string.CompareOrdinal(one.Rank, after.Value.Value) > 0)
            .OrderBy(one => one.Rank, StringComparer.Ordinal).Take(limit)
            .Select(one => new Concerned(one.Row.Id, one.Row.ExternalIds[side] == record.ExternalId))]);

    public Task<IReadOnlyList<string>> KeyHoldersAsync(string pairing, string matchKey, CancellationToken cancellation) => Call<IReadOnlyList<string>>(() =>
        [.. Rows(pairing).Where(r => r.MatchKey == matchKey && r.Many is { } many && r.ExternalIds[many] is not null)
            .Select(r => r.ExternalIds[r.Many!.Value]!).Distinct().Order(StringComparer.Ordinal).Take(2)]);

    public Task<IReadOnlyList<Inserted>> InsertHalvesAsync(IReadOnlyList<HalfPair> halves, CancellationToken cancellation) =>
        Call<IReadOnlyList<Inserted>>(() => [.. halves.Select(disk.Insert)], survives: true);

    public Task<CommitOutcome> CommitAsync(PairCommit commit, CancellationToken cancellation) =>
        Call(() => disk.Commit(commit, process.Session), survives: random.Next(2) == 0);

    public Task<bool> HasOpenCreateAsync(string pairing, Side side, string? matchKey, PairId except, CancellationToken cancellation) =>
        Call(() => Rows(pairing).Any(r => r.Id != except && r.OpenCreate == side
            && (matchKey is null || r.MatchKey == matchKey || r is { MatchKey: null, Status: not PairStatus.Ambiguous })));

    public Task<IReadOnlyList<PairId>> DueAsync(string pairing, DateTimeOffset now, bool halves, int limit, CancellationToken cancellation) =>
        Call<IReadOnlyList<PairId>>(() => [.. Rows(pairing).Where(r => r.NextAttempt <= now && (halves || !r.IsHalf)).Select(r => r.Id).Take(limit)]);

    public Task<PairPage> ListAsync(PairQuery query, CancellationToken cancellation) => Call(() =>
    {
        var rows = Rows(query.Pairing!).Where(r => query.After is null || r.Id.CompareTo(query.After.Value) > 0)
            .OrderBy(r => r.Id.Value, StringComparer.Ordinal).Take(query.Limit + 1).ToList();
        return new PairPage([.. rows.Take(query.Limit)], rows.Count > query.Limit);
    });

    public Task<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellation) => Call<IReadOnlyList<StatusCount>>(() =>
        [.. disk.Rows.Values.GroupBy(r => (r.Id.Pairing, r.Status)).Select(g => new StatusCount(g.Key.Pairing, g.Key.Status, g.Count()))]);

    public Task<IReadOnlyList<RecordedActivity>> ActivityAfterAsync(long sequence, PairId? pair, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RecordedActivity>> LastActivityAsync(PairId? pair, long? before, int limit, CancellationToken cancellation) =>
        Call<IReadOnlyList<RecordedActivity>>(() => [.. disk.StoryOf(pair).Where(told => before is null || told.Sequence < before).Take(limit)]);

    private IEnumerable<PairRow> Rows(string pairing) => disk.Rows.Values.Where(r => r.Id.Pairing == pairing);

    private Task<T> Call<T>(Func<T> effect, bool survives = false) => scheduler.Call(process, effect, survives);
}
