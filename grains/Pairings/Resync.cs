namespace Sync.Grains;

/// <summary>
/// Has every pair of a pairing read both its records again: pages of the store by pair id, some pairs at once, what is done saved
/// after each page. Whoever goes on from what was saved tells the pairs of one page twice, which costs reads and changes nothing.
/// </summary>
/// <param name="pairing">The pairing.</param>
/// <param name="store">Where its pairs are found.</param>
/// <param name="refresh">Tells a pair; done when what it read is durable.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
/// <param name="time">The clock.</param>
internal sealed class Resync(
    string pairing, IPairStore store, Func<PairId, Task<Instructed>> refresh, Func<Task<ResyncProgress?>> load,
    Func<ResyncProgress, Task> save, TimeProvider time) : LongRun<ResyncProgress>(load, save)
{
    public const int PageSize = 500;
    private const int MostAtOnce = 32;

    /// <inheritdoc/>
    protected override async Task<ResyncProgress> BeginAsync(string by)
    {
        var counts = await store.CountAsync(CancellationToken.None);
        var now = time.GetUtcNow();
        return new ResyncProgress
        {
            Id = Guid.CreateVersion7(now).ToString(),
            By = by,
            StartedAt = now,
            Total = counts.Where(count => count.Pairing == pairing).Sum(count => count.Count),
        };
    }

    /// <inheritdoc/>
    protected override ResyncProgress Cancelled(ResyncProgress running, string by) =>
        running with { FinishedAt = time.GetUtcNow(), CancelledBy = by };

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(ResyncProgress begun, CancellationToken stop)
    {
        var after = begun.Last is { } last ? PairId.Parse(last) : (PairId?)null;
        var page = await store.ListAsync(new PairQuery(pairing, After: after, Limit: PageSize), CancellationToken.None);
        var waiting = new Queue<PairId>(page.Rows.Select(row => row.Id));
        await WorkAsync(begun.Id, waiting, MostAtOnce, pair => RefreshAsync(begun.Id, pair, stop), stop);
        if (stop.IsCancellationRequested || !IsOn(begun.Id))
            return true;
        var done = Present! with
        {
            Last = page.Rows.Count > 0 ? page.Rows[^1].Id.Value : begun.Last,
            FinishedAt = page.More ? null : time.GetUtcNow(),
        };
        Present = begun;
        await ChangeAsync(done);
        return true;
    }

    private async Task RefreshAsync(string run, PairId pair, CancellationToken stop)
    {
        var isDone = await TellAsync(() => refresh(pair), stop) is not null;
        if (IsOn(run) && !stop.IsCancellationRequested)
            Present = Present! with { Done = Present.Done + 1, Failed = Present.Failed + (isDone ? 0 : 1) };
    }
}
