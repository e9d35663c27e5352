namespace Sync.Grains;

/// <summary>
/// A long run over every pair of a pairing: pages of the store by pair id, some pairs at once, what is done saved after each page.
/// Whoever goes on from what was saved comes to the pairs of one page twice.
/// </summary>
/// <param name="pairing">The pairing.</param>
/// <param name="store">Where its pairs are found.</param>
/// <param name="mostAtOnce">Pairs worked at side by side.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
/// <param name="time">The clock.</param>
internal abstract class PairsRun<T>(
    string pairing, IPairStore store, int mostAtOnce, Func<Task<T?>> load, Func<T, Task> save, TimeProvider time) : LongRun<T>(load, save)
    where T : class, IPairsRun
{
    public const int PageSize = 500;

    protected IPairStore Store => store;

    protected TimeProvider Time => time;

    /// <summary>How many pairs there are now.</summary>
    protected async Task<long> CountAsync() =>
        (await store.CountAsync(CancellationToken.None)).Where(count => count.Pairing == pairing).Sum(count => count.Count);

    /// <summary>Works at one pair, and counts what came of it while the run is on.</summary>
    protected abstract Task WorkAtAsync(T begun, PairRow row, CancellationToken stop);

    /// <summary>The same run with a page more done.</summary>
    /// <param name="done">With what its pairs came to.</param>
    /// <param name="last">The last pair of the page.</param>
    /// <param name="finishedAt"><see langword="null"/>: there are more pages.</param>
    protected abstract T Advanced(T done, string? last, DateTimeOffset? finishedAt);

    /// <inheritdoc/>
    protected sealed override async Task<bool> StepAsync(T begun, CancellationToken stop)
    {
        var after = begun.Last is { } last ? PairId.Parse(last) : (PairId?)null;
        var page = await store.ListAsync(new PairQuery(pairing, After: after, Limit: PageSize), CancellationToken.None);
        await WorkAsync(begun.Id, new Queue<PairRow>(page.Rows), mostAtOnce, row => WorkAtAsync(begun, row, stop), stop);
        if (stop.IsCancellationRequested || !IsOn(begun.Id))
            return true;
        var done = Advanced(Present!, page.Rows.Count > 0 ? page.Rows[^1].Id.Value : begun.Last, page.More ? null : time.GetUtcNow());
        Present = begun;
        await ChangeAsync(done);
        return true;
    }
}
