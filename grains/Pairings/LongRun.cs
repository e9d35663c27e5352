namespace Sync.Grains;

/// <summary>
/// A long work of a pairing: one run at a time, which people begin, join and end, and which goes on after a crash from what was
/// saved last. To be used on the grain's own turns.
/// </summary>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
internal abstract class LongRun<T>(Func<Task<T?>> load, Func<T, Task> save)
    where T : class, IRun
{
    private const int Tries = 2;

    /// <summary>What is known of the run; ahead of what was saved between two saves.</summary>
    protected T? Present { get; set; }

    /// <summary>The present run or the last one; <see langword="null"/>: there never was one.</summary>
    public async Task<T?> ProgressAsync() => Present ??= await load();

    /// <summary>Begins a run, or joins the one that is under way.</summary>
    /// <param name="fresh">A run that has done nothing yet.</param>
    protected async Task<T> StartAsync(Func<Task<T>> fresh)
    {
        if (await ProgressAsync() is { IsRunning: true } running)
            return running;
        var begun = await fresh();
        if (Present is { IsRunning: true } faster)
            return faster;
        await ChangeAsync(begun);
        return begun;
    }

    /// <summary>Ends the run that is under way, if any; what it asked for already is done.</summary>
    public async Task<T?> CancelAsync(string by)
    {
        if (await ProgressAsync() is { IsRunning: true } running)
            await ChangeAsync(Cancelled(running, by));
        return Present;
    }

    /// <summary>Goes on with the run that is under way, if any, until it is over, is stopped or has to wait.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && await ProgressAsync() is { IsRunning: true } begun && await StepAsync(begun, stop))
        {
        }
    }

    /// <summary>The same run, ended by somebody.</summary>
    protected abstract T Cancelled(T running, string by);

    /// <summary>Does a part of it, and makes that durable.</summary>
    /// <returns>Whether to go on now.</returns>
    protected abstract Task<bool> StepAsync(T begun, CancellationToken stop);

    /// <summary>Whether this run is under way still.</summary>
    protected bool IsOn(string run) => Present is { IsRunning: true } now && now.Id == run;

    /// <summary>Changes what is known and makes it durable, or leaves both.</summary>
    protected async Task ChangeAsync(T next)
    {
        var before = Present;
        Present = next;
        try
        {
            await save(next);
        }
        catch
        {
            Present = before;
            throw;
        }
    }

    /// <summary>Works through what waits, some at once, until it is done or the run is not on any more.</summary>
    protected Task WorkAsync<TItem>(string run, Queue<TItem> waiting, int atOnce, Func<TItem, Task> work, CancellationToken stop)
    {
        return Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => OneAsync()));

        async Task OneAsync()
        {
            while (IsOn(run) && !stop.IsCancellationRequested && waiting.TryDequeue(out var item))
                await work(item);
        }
    }

    /// <summary>Tells a pair; <see langword="null"/>: it could not be told. A pair that just changed hands answers the second time.</summary>
    protected static async Task<Instructed?> TellAsync(Func<Task<Instructed>> tell, CancellationToken stop)
    {
        for (var attempt = 1; attempt <= Tries && !stop.IsCancellationRequested; attempt++)
        {
            try
            {
                return await tell().WaitAsync(stop);
            }
            catch (Exception)
            {
                // Tried again, or counted as failed.
            }
        }

        return null;
    }
}
