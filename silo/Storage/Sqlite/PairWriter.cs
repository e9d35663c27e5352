namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Runs a batch of writes in one transaction (group commit). Each write runs alone inside a savepoint, so one that fails takes
/// nobody with it; nobody is answered before the commit has returned.
/// </summary>
internal sealed class PairWriter(SqliteSession session, ActivityRetention retention, ActivitySignal signal) : IBatchRunner<SqliteWork>
{
    // More than a batch writes, so that pruning keeps up; when nothing is old enough, one row is looked at.
    private const long MostAged = 10_000;

    // Pruned when a tenth more than wanted is there: seldom enough to cost nothing, and never much at once.
    private readonly long slack = Math.Max(1, retention.Most / 10);
    private long prunedUpTo;

    /// <summary>Runs, commits, answers.</summary>
    public Task RunAsync(IReadOnlyList<SqliteWork> batch)
    {
        session.Execute("BEGIN IMMEDIATE");
        foreach (var work in batch)
            RunAlone(work);
        var newest = session.Scalar(PairSql.NewestActivity) as long? ?? 0;
        Prune(newest);
        session.Execute("COMMIT");
        foreach (var work in batch)
            work.Answer();
        signal.Advance(newest);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    /// <summary>Takes back what the call in hand has written so far.</summary>
    public static void UndoCall(SqliteSession session) => session.Execute("ROLLBACK TO call");

    private void RunAlone(SqliteWork work)
    {
        session.Execute("SAVEPOINT call");
        try
        {
            work.Run(session);
        }
        catch (Exception e)
        {
            // Where the database has rolled back everything by itself, this fails too, and with it the batch.
            UndoCall(session);
            work.Fail(e);
        }

        session.Execute("RELEASE call");
    }

    private void Prune(long newest)
    {
        if (newest - retention.Most - prunedUpTo >= slack)
            PruneUpTo(newest - retention.Most);
        if (Aged(newest, most: 1) is not null && Aged(newest, MostAged) is { } aged)
            PruneUpTo(aged);
    }

    private long? Aged(long newest, long most) => session.Scalar(
        PairSql.AgedActivity, ("$most", most), ("$newest", newest), ("$keep", (long)retention.Keep.TotalMilliseconds)) as long?;

    private void PruneUpTo(long last)
    {
        session.Execute(PairSql.PruneActivity, ("$last", last));
        prunedUpTo = last;
    }
}
