namespace Sync.Grains;

/// <summary>
/// Has every pair of a pairing read both its records again. Who is told twice reads twice, which costs reads and changes nothing.
/// </summary>
/// <param name="pairing">The pairing.</param>
/// <param name="store">Where its pairs are found.</param>
/// <param name="refresh">Tells a pair; done when what it read is durable.</param>
/// <param name="load">What was saved last; <see langword="null"/>: nothing ever.</param>
/// <param name="save">Makes progress durable.</param>
/// <param name="time">The clock.</param>
internal sealed class Resync(
    string pairing, IPairStore store, Func<PairId, Task<Instructed>> refresh, Func<Task<ResyncProgress?>> load,
    Func<ResyncProgress, Task> save, TimeProvider time) : PairsRun<ResyncProgress>(pairing, store, MostAtOnce, load, save, time)
{
    private const int MostAtOnce = 32;

    /// <summary>Begins a resync, or joins the one that is under way.</summary>
    public Task<ResyncProgress> StartAsync(string by) => StartAsync(async () =>
    {
        var now = Time.GetUtcNow();
        return new ResyncProgress { Id = Guid.CreateVersion7(now).ToString(), By = by, StartedAt = now, Total = await CountAsync() };
    });

    /// <inheritdoc/>
    protected override ResyncProgress Cancelled(ResyncProgress running, string by) =>
        running with { FinishedAt = Time.GetUtcNow(), CancelledBy = by };

    /// <inheritdoc/>
    protected override ResyncProgress Advanced(ResyncProgress done, string? last, DateTimeOffset? finishedAt) =>
        done with { Last = last, FinishedAt = finishedAt };

    /// <inheritdoc/>
    protected override async Task WorkAtAsync(ResyncProgress begun, PairRow row, CancellationToken stop)
    {
        var isDone = await TellAsync(() => refresh(row.Id), stop) is not null;
        if (IsOn(begun.Id) && !stop.IsCancellationRequested)
            Present = Present! with { Done = Present.Done + 1, Failed = Present.Failed + (isDone ? 0 : 1) };
    }
}
