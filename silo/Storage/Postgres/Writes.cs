namespace Sync.Silo.Storage.Postgres;

/// <summary>A step of a pair.</summary>
internal sealed class CommitWork(PairCommit commit) : PostgresWork<CommitOutcome>
{
    public PairCommit Commit => commit;

    public string Id { get; } = commit.Row.Id.Value;

    public string? Absorbed { get; } = commit.Absorb?.Pair.Value;

    /// <summary>Not written, but it must not be written beside this either.</summary>
    public string? Witness { get; } = commit.Witness?.Pair.Value;
}

/// <summary>Half pairs to insert, one after another.</summary>
internal sealed class InsertWork(IReadOnlyList<HalfPair> halves) : PostgresWork<IReadOnlyList<Inserted>>
{
    public IReadOnlyList<HalfPair> Halves => halves;

    /// <summary>What came of each so far.</summary>
    public Inserted?[] Outcomes { get; } = new Inserted?[halves.Count];
}

/// <summary>Hints of a side to store.</summary>
internal sealed class PutWork(Side side, IReadOnlyList<WebhookHint> hints) : PostgresWork<int>
{
    public Side Side => side;

    public IReadOnlyList<WebhookHint> Hints => hints;
}

/// <summary>Hints of a side and kind to remove.</summary>
internal sealed class RemoveWork(Side side, string kind, IReadOnlyList<StoredHint> hints) : PostgresWork<int>
{
    public Side Side => side;

    public string Kind => kind;

    public IReadOnlyList<StoredHint> Hints => hints;
}
