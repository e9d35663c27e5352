using System.Threading.Channels;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// A bounded queue of calls and the loops that work it off, each on its own session and as many calls at once as are waiting.
/// A loop outlives every failure: the calls in hand fail, and the next ones get a new session.
/// </summary>
internal sealed class Lane(
    int capacity, int batchSize, int loops, Func<SqliteSession> open, Action<SqliteSession, IReadOnlyList<Work>> run)
{
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(capacity);
    private Task ended = Task.CompletedTask;

    /// <summary>Starts the loops.</summary>
    public void Start() => ended = Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(LoopAsync)));

    /// <summary>Queues a call, waiting for room.</summary>
    /// <exception cref="PairStoreException">The lane has stopped.</exception>
    public async ValueTask AddAsync(Work work, CancellationToken cancellation)
    {
        try
        {
            await queue.Writer.WriteAsync(work, cancellation);
        }
        catch (ChannelClosedException e)
        {
            throw new PairStoreException("The pair store has stopped and takes no more calls; this one was not begun.", e);
        }
    }

    /// <summary>Refuses further calls and completes once those queued are done.</summary>
    public Task StopAsync()
    {
        queue.Writer.TryComplete();
        return ended;
    }

    private async Task LoopAsync()
    {
        SqliteSession? session = null;
        var batch = new List<Work>(batchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < batchSize && queue.Reader.TryRead(out var work))
                batch.Add(work);
            session = Handle(session, batch);
            batch.Clear();
        }

        session?.Dispose();
    }

    /// <summary>The session to go on with; none after a failure.</summary>
    private SqliteSession? Handle(SqliteSession? session, List<Work> batch)
    {
        try
        {
            session ??= open();
            run(session, batch);
            return session;
        }
        catch (Exception e)
        {
            foreach (var work in batch)
                work.Fail(e);
            session?.Dispose();
            return null;
        }
    }
}
