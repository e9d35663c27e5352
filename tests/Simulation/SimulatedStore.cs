namespace Sync.Simulation;

/// <summary>What outlives the process: rows, ingest states, grants. Checks what the real store's constraints check.</summary>
internal sealed class SimulatedDisk
{
    public Dictionary<PairId, PairRow> Rows { get; } = [];

    public Dictionary<Side, Grains.IngestState> Ingests { get; } = [];

    public HashSet<string> Grants { get; } = [];

    /// <summary>What happened, for people who look into a failing seed.</summary>
    public List<string> Story { get; } = [];

    public List<(PairId Pair, Activity Activity)> Activity { get; } = [];

    public Inserted Insert(HalfPair half)
    {
        var row = new PairRow
        {
            Id = half.Id,
            ExternalIds = new PerSide<string?>(null, null).With(half.Side, half.ExternalId),
            MatchKey = half.Ambiguous ? null : half.MatchKey,
            Status = half.Ambiguous ? PairStatus.Ambiguous : PairStatus.New,
            NextAttempt = half.Ambiguous ? null : half.At,
            UpdatedAt = half.At,
            RowVersion = 1,
        };
        switch (Violation(row, null))
        {
            case CommitOutcome.IdTaken taken:
                return new Inserted.Held(taken.By);
            case CommitOutcome.KeyTaken taken:
                return new Inserted.KeyTaken(taken.By);
            default:
                Rows[row.Id] = row;
                return new Inserted.Done();
        }
    }

    public CommitOutcome Commit(PairCommit commit)
    {
        if (!Rows.TryGetValue(commit.Row.Id, out var row) || row.RowVersion != commit.Row.RowVersion)
            return new CommitOutcome.Stale();
        if (commit.Absorb is { } absorb && (!Rows.TryGetValue(absorb.Pair, out var other) || other.RowVersion != absorb.RowVersion))
            return new CommitOutcome.Stale();
        if (!commit.Purge && Violation(commit.Row, commit.Absorb?.Pair) is { } violation)
            return violation;
        if (commit.Absorb is not null)
            Rows.Remove(commit.Absorb.Pair);
        if (commit.Purge)
            Rows.Remove(row.Id);
        else
            Rows[row.Id] = commit.Row with { RowVersion = row.RowVersion + 1 };
        Story.Add($"store: {commit.Row.Status.Name()} v{row.RowVersion + 1} {(commit.Purge ? "purged " : "")}{commit.Row.ExternalIds} {System.Text.Encoding.UTF8.GetString(commit.Row.State.Span)}");
        Story.AddRange(commit.Activity.Select(a => $"    {a.Kind} {a.Side} {a.Property}: {a.Text}"));
        Activity.AddRange(commit.Activity.Select(a => (row.Id, a)));
        return new CommitOutcome.Committed(row.RowVersion + 1);
    }

    private CommitOutcome? Violation(PairRow row, PairId? except)
    {
        foreach (var other in Rows.Values.Where(r => r.Id != row.Id && r.Id != except && r.Id.Pairing == row.Id.Pairing))
        {
            foreach (var side in Sides.Both)
            {
                if (row.ExternalIds[side] is { } id && other.ExternalIds[side] == id)
                    return new CommitOutcome.IdTaken(side, other.Id);
            }
            if (row.MatchKey is not null && row.MatchKey == other.MatchKey && row.IsHalf && other.IsHalf
                && row.ExternalIds.Crm is null == other.ExternalIds.Crm is null)
                return new CommitOutcome.KeyTaken(other.Id);
        }
        return null;
    }
}

/// <summary>The store as one process reaches it.</summary>
internal sealed class SimulatedStore(SimulatedDisk disk, Scheduler scheduler, Process process, Random random) : IPairStore
{
    public Task<PairRow?> LoadAsync(PairId pair, CancellationToken cancellation) => Call(() => disk.Rows.GetValueOrDefault(pair));

    public Task<IReadOnlyList<LookedUp>> LookUpAsync(
        string pairing, Side side, IReadOnlyList<LookUp> records, CancellationToken cancellation) => Call<IReadOnlyList<LookedUp>>(() =>
        [.. records.Select(record => new LookedUp(
            disk.Rows.Values.Where(r => r.ExternalIds[side] == record.ExternalId).Select(r => (PairId?)r.Id).FirstOrDefault(),
            disk.Rows.Values.Where(r => record.MatchKey is not null && r.MatchKey == record.MatchKey && r.ExternalIds[side] is null
                && r.Status is not (PairStatus.Ambiguous or PairStatus.Unlinked)).Select(r => (PairId?)r.Id).FirstOrDefault()))]);

    public Task<IReadOnlyList<Inserted>> InsertHalvesAsync(IReadOnlyList<HalfPair> halves, CancellationToken cancellation) =>
        Call<IReadOnlyList<Inserted>>(() => [.. halves.Select(disk.Insert)], survives: true);

    public Task<CommitOutcome> CommitAsync(PairCommit commit, CancellationToken cancellation) =>
        Call(() => disk.Commit(commit), survives: random.Next(2) == 0);

    public Task<bool> HasOpenCreateAsync(string pairing, Side side, string? matchKey, PairId except, CancellationToken cancellation) =>
        Call(() => disk.Rows.Values.Any(r => r.Id != except && r.OpenCreate == side && (matchKey is null || r.MatchKey == matchKey)));

    public Task<IReadOnlyList<PairId>> DueAsync(string pairing, DateTimeOffset now, bool halves, int limit, CancellationToken cancellation) =>
        Call<IReadOnlyList<PairId>>(() => [.. disk.Rows.Values.Where(r => r.NextAttempt <= now && (halves || !r.IsHalf)).Select(r => r.Id).Take(limit)]);

    public Task<PairPage> ListAsync(PairQuery query, CancellationToken cancellation) => Call(() =>
    {
        var rows = disk.Rows.Values.Where(r => query.After is null || r.Id.CompareTo(query.After.Value) > 0)
            .OrderBy(r => r.Id.Value, StringComparer.Ordinal).Take(query.Limit + 1).ToList();
        return new PairPage([.. rows.Take(query.Limit)], rows.Count > query.Limit);
    });

    public Task<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<RecordedActivity>> ActivityAfterAsync(long sequence, PairId? pair, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RecordedActivity>> LastActivityAsync(PairId? pair, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private Task<T> Call<T>(Func<T> effect, bool survives = false) => scheduler.Call(process, effect, survives);
}
