using Npgsql;
using Sync.Configuration;
using Sync.Silo.Cluster;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;

namespace Sync.Silo.Hosting;

/// <summary>
/// Brings the storage up to date and gives the configuration its revisions. A database that several silos share may start after
/// them: it is waited for, for as long as it takes, and the console is told.
/// </summary>
internal static class StorageStart
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(15);

    /// <exception cref="FormatException">The configuration cannot run on this data.</exception>
    /// <exception cref="StorageRefusedException">It must not be opened by this process, or a person must help first.</exception>
    /// <exception cref="PairStoreException">The file of an embedded silo cannot be used.</exception>
    public static async Task<Revised> OpenAsync(StorageEngine storage, SyncConfiguration loaded, string cluster, TimeProvider time)
    {
        long? told = null;
        while (true)
        {
            try
            {
                return await OpenOnceAsync(storage, loaded, cluster, time.GetUtcNow());
            }
            catch (Exception failure) when (storage is PostgresEngine && failure is PairStoreException or NpgsqlException)
            {
                if (told is null || time.GetElapsedTime(told.Value) >= TellEvery)
                {
                    Console.WriteLine($"sync: waiting for the database. {failure.Message}");
                    told = time.GetTimestamp();
                }
            }

            await Task.Delay(Every, time);
        }
    }

    private static async Task<Revised> OpenOnceAsync(StorageEngine storage, SyncConfiguration loaded, string cluster, DateTimeOffset now)
    {
        await storage.MigrateAsync(CancellationToken.None);
        var restoration = await storage.SetBackAsync(CancellationToken.None) is { } found ? new Restoration(found, ToMilliseconds(now)) : null;
        var revised = await ReviseAsync(storage, loaded, cluster, restoration);

        // Only now: whoever dies before finds it again.
        await storage.RecogniseAsync(CancellationToken.None);
        return revised;
    }

    private static async Task<Revised> ReviseAsync(StorageEngine storage, SyncConfiguration loaded, string cluster, Restoration? restoration)
    {
        if (storage is not PostgresEngine shared)
            return await MappingStart.ReviseAsync(loaded, storage.Mappings, CancellationToken.None, restoration);
        await using var membership = new MembershipRow(shared.ConnectionString);
        return await MappingStart.ReviseAsync(
            loaded, storage.Mappings, CancellationToken.None, restoration, () => membership.IsAnybodyAsync(cluster, CancellationToken.None));
    }

    private static DateTimeOffset ToMilliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
