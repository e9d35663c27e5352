namespace Sync.Grains;

/// <summary>
/// Has every pair of a pairing read both its records again: pages of the store by pair id, some pairs at once, what is done saved
/// after each page. Whoever goes on from what was saved tells the pairs of one page twice, which costs reads and changes nothing.
/// To be used on the grain's own turns.
/// </summary>
/// <param name="pairing">The pairing.</param>
/// <param name="store">Where its pairs are found.</param>
/// <param name="refresh">Tells a pair; done when what it read is durable.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
/// <param name="time">The clock.</param>
internal sealed class Resync(
    string pairing, IPairStore store, Func<PairId, Task> refresh, Func<Task<ResyncProgress?>> load, Func<ResyncProgress, Task> save,
    TimeProvider time)
{
    public const int PageSize = 500;
    private const int MostAtOnce = 32;
    private const int Tries = 2;

    private ResyncProgress? progress;

    /// <summary>The present run or the last one; <see langword="null"/>: there never was one.</summary>
    public async Task<ResyncProgress?> ProgressAsync() => progress ??= await load();

    /// <summary>Begins a run, or joins the one that is under way.</summary>
    public async Task<ResyncProgress> StartAsync(string by)
    {
        if (await ProgressAsync() is { IsRunning: true } running)
            return running;
        var counts = await store.CountAsync(CancellationToken.None);
        var now = time.GetUtcNow();
        await ChangeAsync(new ResyncProgress
        {
            Id = Guid.CreateVersion7(now).ToString(),
            By = by,
            StartedAt = now,
            Total = counts.Where(count => count.Pairing == pairing).Sum(count => count.Count),
        });
        return progress!;
    }

    /// <summary>Ends the run that is under way, if any; pairs told already read on.</summary>
    public async Task<ResyncProgress?> CancelAsync(string by)
    {
        if (await ProgressAsync() is { IsRunning: true } running)
            await ChangeAsync(running with { FinishedAt = time.GetUtcNow(), CancelledBy = by });
        return progress;
    }

    /// <summary>Goes on with the run that is under way, if any, until it is over or stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && await ProgressAsync() is { IsRunning: true } begun)
            await PageAsync(begun, stop);
    }

    private async Task PageAsync(ResyncProgress begun, CancellationToken stop)
    {
        var after = begun.Last is { } last ? PairId.Parse(last) : (PairId?)null;
        var page = await store.ListAsync(new PairQuery(pairing, After: after, Limit: PageSize), CancellationToken.None);
        var waiting = new Queue<PairId>(page.Rows.Select(row => row.Id));
        await Task.WhenAll(Enumerable.Range(0, MostAtOnce).Select(_ => WorkAsync(begun.Id, waiting, stop)));
        if (stop.IsCancellationRequested || !IsOn(begun.Id))
            return;
        var done = progress! with
        {
            Last = page.Rows.Count > 0 ? page.Rows[^1].Id.Value : begun.Last,
            FinishedAt = page.More ? null : time.GetUtcNow(),
        };
        progress = begun;
        await ChangeAsync(done);
    }

    /// <summary>One of many that share what waits.</summary>
    private async Task WorkAsync(string run, Queue<PairId> waiting, CancellationToken stop)
    {
        while (IsOn(run) && !stop.IsCancellationRequested && waiting.TryDequeue(out var pair))
        {
            var isDone = await RefreshAsync(pair, stop);
            if (IsOn(run) && !stop.IsCancellationRequested)
                progress = progress! with { Done = progress.Done + 1, Failed = progress.Failed + (isDone ? 0 : 1) };
        }
    }

    private async Task<bool> RefreshAsync(PairId pair, CancellationToken stop)
    {
        for (var attempt = 1; attempt <= Tries && !stop.IsCancellationRequested; attempt++)
        {
            try
            {
                await refresh(pair).WaitAsync(stop);
                return true;
            }
            catch (Exception)
            {
                // A pair that just changed hands answers the second time.
            }
        }

        return false;
    }

    private bool IsOn(string run) => progress is { IsRunning: true } now && now.Id == run;

    /// <summary>Changes what is known and makes it durable, or leaves both.</summary>
    private async Task ChangeAsync(ResyncProgress next)
    {
        var before = progress;
        progress = next;
        try
        {
            await save(next);
        }
        catch
        {
            progress = before;
            throw;
        }
    }
}
