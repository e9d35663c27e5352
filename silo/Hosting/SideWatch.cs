using Sync.Connectors;

namespace Sync.Silo.Hosting;

/// <summary>Tells, once each, that a side cannot be reached and that it is back, for all its ingests and pairs together.</summary>
internal sealed partial class SideWatch(
    PerSide<ISideCircuit> circuits, SyncConfiguration configuration, TimeProvider time, ILogger<SideWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var away = new HashSet<Side>();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var side in Sides.Both)
                    Look(side, away);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Look(Side side, HashSet<Side> away)
    {
        var status = circuits[side].Status;
        if (status.State is CircuitState.Closed)
        {
            if (away.Remove(side))
                Back(side.Name());
        }
        else if (away.Add(side))
        {
            Away(side.Name(), configuration.Sides[side].Address, status.Reason);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Side} at {Address} fails; waiting for it, its changes and writes are tried again: {Reason}")]
    private partial void Away(string side, Uri address, string? reason);

    [LoggerMessage(LogLevel.Information, "{Side} answers again")]
    private partial void Back(string side);
}
