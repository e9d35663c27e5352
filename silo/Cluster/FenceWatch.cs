using Npgsql;
using Orleans.Runtime;

namespace Sync.Silo.Cluster;

/// <summary>
/// Asks the database twice a second whether this silo is a member still, until the last of its grains has ended. Once it was and is
/// no more, the process ends: whoever declared it dead has given its pairs to others.
/// </summary>
internal sealed class FenceWatch(MembershipRow row, MembershipFence fence, ILocalSiloDetails silo, TimeProvider time)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource stopped = new();
    private Task watching = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(FenceWatch), ServiceLifecycleStage.RuntimeStorageServices, _ => Start(), _ => StopAsync());

    private Task Start()
    {
        watching = Task.Run(WatchAsync);
        return Task.CompletedTask;
    }

    private async Task StopAsync()
    {
        await stopped.CancelAsync();
        await watching;
        await row.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every, time);
        var wasLiving = false;
        try
        {
            do
                wasLiving |= await LookAsync(wasLiving);
            while (await timer.WaitForNextTickAsync(stopped.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo has nothing left to send.
        }
    }

    /// <summary>Whether it is a member; a database that cannot be asked lets the gate shut by itself.</summary>
    private async Task<bool> LookAsync(bool wasLiving)
    {
        var asked = fence.Now;
        try
        {
            if (await row.IsLivingAsync(silo.ClusterId, silo.SiloAddress, stopped.Token))
            {
                fence.Passed(asked);
                return true;
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return false;
        }

        fence.Refused();
        if (wasLiving)
            EndAtOnce.End("it was declared dead by its cluster");
        return false;
    }
}
