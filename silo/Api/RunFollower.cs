using Grpc.Core;

namespace Sync.Silo.Api;

/// <summary>Begins a long run or joins it, and tells of it until it is over; a grain does the work.</summary>
internal sealed class RunFollower(TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <param name="what">Its name, such as "resync".</param>
    /// <param name="start">Begins it, or joins the one under way.</param>
    /// <param name="ask">How the present run, or the last one, stands.</param>
    /// <param name="tell">Tells the caller, whenever something changed.</param>
    /// <param name="left">The caller left.</param>
    /// <returns>How it stands in the end; another run's where one began meanwhile.</returns>
    /// <exception cref="RpcException">UNAVAILABLE: this silo shuts down, or the grain does not answer.</exception>
    public async Task<T> FollowAsync<T>(
        string what, Func<Task<T>> start, Func<Task<T?>> ask, Func<T, CancellationToken, Task> tell, CancellationToken left)
        where T : class, IRun
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(left, lifetime.ApplicationStopping);
        var now = await GrainCalls.AskAsync(start);
        var run = now.Id;
        try
        {
            await tell(now, ends.Token);
            while (now.IsRunning && now.Id == run)
            {
                await Task.Delay(Interval, clock, ends.Token);
                var told = now;
                now = (await GrainCalls.AskAsync(ask))!;
                if (!now.Equals(told) && now.Id == run)
                    await tell(now, ends.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, $"This silo is shutting down; the {what} goes on, call again to join it."));
        }
        return now.Id == run ? now : throw new RpcException(new Status(StatusCode.Aborted, $"The {what} is over, and another one has begun."));
    }
}
