using Sync.Grains;

namespace Sync.Silo.Hosting;

/// <summary>Starts the ingests and pairings of the configuration, again and again, so that none stays down after its silo or its activation ended.</summary>
internal sealed partial class KeepAlive(SyncConfiguration configuration, IGrainFactory grains, Drain drain, TimeProvider time, ILogger<KeepAlive> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, drain.Ingests);
        try
        {
            while (true)
                await Task.Delay(await StartAllAsync() ? Every : AfterFailure, time, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> StartAllAsync()
    {
        var started = await Task.WhenAll(configuration.Pairings
            .Select(pairing => StartAsync(pairing.Name, () => grains.GetGrain<IPairingGrain>(pairing.Name).StartAsync()))
            .Concat(configuration.Ingests().Select(ingest => IngestKey.Of(ingest.Side, ingest.Kind))
                .Select(key => StartAsync(key, () => grains.GetGrain<IIngestGrain>(key).StartAsync()))));
        return started.All(isStarted => isStarted);
    }

    private async Task<bool> StartAsync(string what, Func<Task> start)
    {
        try
        {
            await start();
            return true;
        }
        catch (Exception failure)
        {
            NotStarted(what, failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} cannot be started, trying again: {Reason}")]
    private partial void NotStarted(string what, string reason);
}
