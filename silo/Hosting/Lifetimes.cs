namespace Sync.Silo.Hosting;

/// <summary>Waiting for the host.</summary>
internal static class Lifetimes
{
    /// <summary>Completes once everything was started.</summary>
    public static async Task StartedAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellation);
    }
}
