using System.Threading.Channels;

namespace Sync.Silo.Storage;

/// <summary>
/// A bounded queue of calls and the loops that work it off, each with its own runner and as many calls at once as are waiting.
/// A loop outlives every failure: the calls in hand fail, and the next ones get a new runner.
/// </summary>
internal sealed class Lane<TWork>(int capacity, int batchSize, int loops, Func<IBatchRunner<TWork>> open)
    where TWork : IWork
{
    private readonly Channel<TWork> queue = Channel.CreateBounded<TWork>(capacity);
    private Task ended = Task.CompletedTask;

    /// <summary>Starts the loops.</summary>
    public void Start() => ended = Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(LoopAsync)));

    /// <summary>Queues a call, waiting for room.</summary>
    /// <exception cref="PairStoreException">The lane has stopped.</exception>
    public async ValueTask AddAsync(TWork work, CancellationToken cancellation)
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
        IBatchRunner<TWork>? runner = null;
        var batch = new List<TWork>(batchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < batchSize && queue.Reader.TryRead(out var work))
                batch.Add(work);
            runner = await HandleAsync(runner, batch);
            batch.Clear();
        }

        runner?.Dispose();
    }

    /// <summary>The runner to go on with; none after a failure.</summary>
    private async Task<IBatchRunner<TWork>?> HandleAsync(IBatchRunner<TWork>? runner, List<TWork> batch)
    {
        try
        {
            runner ??= open();
            await runner.RunAsync(batch);
            return runner;
        }
        catch (Exception e)
        {
            foreach (var work in batch)
                work.Fail(e);
            runner?.Dispose();
            return null;
        }
    }
}
