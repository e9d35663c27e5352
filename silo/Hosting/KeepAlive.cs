using Sync.Grains;

namespace Sync.Silo.Hosting;

/// <summary>
/// Starts the ingests and pairings of the configuration, again and again, so that none stays down after its silo or its activation
/// ended. Every silo of a cluster does: one that is started already stays as it is, wherever it is.
/// </summary>
internal sealed partial class KeepAlive(SyncConfiguration configuration, IGrainFactory grains, Drain drain, TimeProvider time, ILogger<KeepAlive> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, drain.Ingests);
        try
        {
            while (true)
            {
                await StartAllAsync();
                await Task.Delay(Every, time, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private Task StartAllAsync() => Task.WhenAll(configuration.Pairings
        .Select(pairing => StartAsync(pairing.Name, () => grains.GetGrain<IPairingGrain>(pairing.Name).StartAsync()))
        .Concat(configuration.Pairings.Select(pairing =>
            StartAsync($"the sweep of {pairing.Name}", () => grains.GetGrain<ISweepGrain>(pairing.Name).StartAsync())))
        .Concat(configuration.Pairings.Select(pairing =>
            StartAsync($"the undo of {pairing.Name}", () => grains.GetGrain<IUndoGrain>(pairing.Name).StartAsync())))
        .Concat(configuration.Ingests().Select(ingest => ingest.ToString())
            .Select(key => StartAsync(key, () => grains.GetGrain<IIngestGrain>(key).StartAsync()))));

    private async Task StartAsync(string what, Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception failure)
        {
            NotStarted(what, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} cannot be started, trying again: {Reason}")]
    private partial void NotStarted(string what, string reason);
}
