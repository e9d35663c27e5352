using Orleans.Runtime;
using Sync.Grains;

namespace Sync.Silo.Cluster;

/// <summary>
/// Notes that silos have come to the cluster, once two looks in a row find the same silos: by then the others know of them too, and
/// several that come together count as one arrival. A silo that goes is no arrival: its pairs are placed anew by themselves.
/// </summary>
internal sealed class ArrivalWatch(ISiloStatusOracle silos, Arrivals arrivals, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        SiloAddress[] known = [], before = [];
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = silos.GetActiveSilos();
            if (now.Except(before).Any() || before.Except(now).Any())
            {
                before = now;
                continue;
            }

            if (now.Except(known).Any())
                arrivals.Note();
            known = now;
        }
    }
}
