namespace Sync.Silo.Hosting;

/// <summary>
/// Stops this silo, as SIGTERM would, when another one of the cluster has raised a mapping revision: its pairs and ingests go on
/// where the later file is known. It would only refuse their rows, and hold them up.
/// </summary>
internal sealed partial class RevisionWatch(
    SyncConfiguration configuration, IMappingStore store, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RevisionWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Whether the silo was stopped because others have a later revision.</summary>
    public bool IsOutdated { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (await LaterAsync(stoppingToken) is not { } later)
                    continue;
                IsOutdated = true;
                Outdated(later.Pairing, later.Revision);
                lifetime.StopApplication();
                return;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<StoredMapping?> LaterAsync(CancellationToken cancellation)
    {
        try
        {
            var stored = await store.LoadAsync(cancellation);
            return stored.FirstOrDefault(kept => configuration.Pairings.Any(own => own.Name == kept.Pairing && own.Revision < kept.Revision));
        }
        catch (Exception)
        {
            // Looked at again; an exception that left this service would stop the silo.
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Pairing} is at mapping revision {Revision} in this cluster, later than this silo's: it stops. Start it again with the file of the others")]
    private partial void Outdated(string pairing, int revision);
}
