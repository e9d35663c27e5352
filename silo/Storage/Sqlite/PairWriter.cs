namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Runs a batch of writes in one transaction (group commit). One that fails takes nobody with it: the batch is taken back and run
/// again, each write inside a savepoint. Nobody is answered before the commit has returned.
/// </summary>
internal sealed class PairWriter(SqliteSession session, ActivityRetention retention, Action<long> committed) : IBatchRunner<SqliteWork>
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
        if (!RanTogether(batch))
        {
            // Where the database has rolled back everything by itself, this fails too, and with it the batch.
            session.Execute("ROLLBACK");
            session.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
                RunAlone(work);
        }

        var newest = session.Scalar(PairSql.NewestActivity) as long? ?? 0;
        Prune(newest);
        session.Execute("COMMIT");
        foreach (var work in batch)
            work.Answer();
        committed(newest);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    /// <summary>Savepoints would cost a third of a write, and hardly any fails: what it cannot do is an answer, not a failure.</summary>
    private bool RanTogether(IReadOnlyList<SqliteWork> batch)
    {
        try
        {
            foreach (var work in batch)
                work.Run(session);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void RunAlone(SqliteWork work)
    {
        session.Execute("SAVEPOINT call");
        try
        {
            work.Run(session);
        }
        catch (Exception e)
        {
            session.Execute("ROLLBACK TO call");
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
