using Sync.Silo.Storage;

namespace Sync.Silo.Hosting;

/// <summary>
/// Stops this silo, as SIGTERM would, when another one of the cluster has raised a mapping revision: its pairs and ingests go on
/// where the later file is known. It would only refuse their rows, and hold them up. So it does when the database is set back under it.
/// </summary>
internal sealed partial class RevisionWatch(
    SyncConfiguration configuration, StorageEngine storage, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RevisionWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>Whether the silo was stopped because others have a later revision, or the database an earlier state.</summary>
    public bool IsOutdated { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!await IsOverAsync(stoppingToken))
                    continue;
                IsOutdated = true;
                lifetime.StopApplication();
                return;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> IsOverAsync(CancellationToken cancellation)
    {
        try
        {
            var stored = await storage.Mappings.LoadAsync(cancellation);
            var later = stored.FirstOrDefault(kept => configuration.Pairings.Any(own => own.Name == kept.Pairing && own.Revision < kept.Revision));
            var setBack = await storage.SetBackAsync(cancellation);
            if (later is not null)
                Outdated(later.Pairing, later.Revision);
            else if (setBack is not null)
                SetBack(setBack);
            return (later, setBack) is not (null, null);
        }
        catch (Exception)
        {
            // Looked at again; an exception that left this service would stop the silo.
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Pairing} is at mapping revision {Revision} in this cluster, later than this silo's: it stops. Start it again with the file of the others")]
    private partial void Outdated(string pairing, int revision);

    [LoggerMessage(LogLevel.Warning, "the database was set back while this silo runs: {Found}. It stops; start it again, and it goes on with what the database knows")]
    private partial void SetBack(string found);
}
