namespace Sync.Silo.Storage;

/// <summary>Remembers the newest durable activity and wakes those who wait for more. Thread-safe.</summary>
internal sealed class ActivitySignal : IActivityFeed
{
    private readonly Lock gate = new();
    private long newest;
    private TaskCompletionSource advanced = NewSource();

    /// <inheritdoc/>
    public async Task WaitForActivityAsync(long after, CancellationToken cancellation)
    {
        while (NextAdvance(after) is { } next)
            await next.WaitAsync(cancellation);
    }

    /// <summary>Activity up to this sequence number is durable. A number already passed is ignored.</summary>
    public void Advance(long sequence)
    {
        TaskCompletionSource passed;
        lock (gate)
        {
            if (sequence <= newest)
                return;
            newest = sequence;
            (passed, advanced) = (advanced, NewSource());
        }

        passed.SetResult();
    }

    private Task? NextAdvance(long after)
    {
        lock (gate)
            return newest > after ? null : advanced.Task;
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
