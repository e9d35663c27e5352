namespace Sync.Silo.Storage.Sqlite;

/// <summary>Runs a batch of reads on one snapshot, which is as new as the last commit before it.</summary>
internal sealed class PairReader(SqliteSession session) : IBatchRunner<SqliteWork>
{
    /// <summary>Runs and answers; a read that fails fails alone.</summary>
    public Task RunAsync(IReadOnlyList<SqliteWork> batch)
    {
        session.Execute("BEGIN");
        foreach (var work in batch)
        {
            try
            {
                work.Run(session);
                work.Answer();
            }
            catch (Exception e)
            {
                work.Fail(e);
            }
        }

        session.Execute("COMMIT");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
