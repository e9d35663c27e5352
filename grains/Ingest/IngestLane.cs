using Orleans.Runtime;

namespace Sync.Grains;

/// <summary>Pages that an ingest takes one after the other, on a timer of their own. A failure never ends it, only makes it wait.</summary>
/// <param name="hasRoom">Whether another page may be taken; while not, it waits for <see cref="GoOn"/>.</param>
/// <param name="pull">Takes a page; the pause until the next, infinite where there will be none before <see cref="Begin"/>.</param>
/// <param name="failures">How it fails.</param>
/// <param name="stopped">Ends it.</param>
internal sealed class IngestLane(Func<bool> hasRoom, Func<Task<TimeSpan>> pull, IngestFailures failures, CancellationToken stopped)
{
    private IGrainTimer? timer;
    private bool isPulling;
    private bool isHeld;
    private bool isOver;

    /// <summary>How it fails.</summary>
    public IngestFailures Failures => failures;

    /// <summary>Begins on a timer that ticks <see cref="PullAsync"/>, or begins again after an infinite pause.</summary>
    public void Begin(Func<Func<CancellationToken, Task>, IGrainTimer> register)
    {
        if (timer is null)
            timer = register(PullAsync);
        else if (isOver)
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        isOver = false;
    }

    /// <summary>There may be room now.</summary>
    public void GoOn()
    {
        if (!isHeld || !hasRoom() || stopped.IsCancellationRequested)
            return;
        isHeld = false;
        timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task PullAsync(CancellationToken ended)
    {
        if (isPulling || stopped.IsCancellationRequested)
            return;
        isHeld = !hasRoom();
        if (isHeld)
            return;
        isPulling = true;
        var pause = TimeSpan.Zero;
        try
        {
            pause = await pull();
            failures.End();
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            // The drain, or another activation; what is under way is delivered again elsewhere.
        }
        catch (Exception failure)
        {
            pause = failures.Note(failure);
        }
        finally
        {
            isPulling = false;
        }

        isOver = pause == Timeout.InfiniteTimeSpan;
        if (!stopped.IsCancellationRequested)
            timer!.Change(pause, Timeout.InfiniteTimeSpan);
    }
}
