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
                return await OpenOnceAsync(storage, loaded, cluster);
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

    private static async Task<Revised> OpenOnceAsync(StorageEngine storage, SyncConfiguration loaded, string cluster)
    {
        await storage.MigrateAsync(CancellationToken.None);
        if (storage is not PostgresEngine shared)
            return await MappingStart.ReviseAsync(loaded, storage.Mappings, CancellationToken.None);
        await using var membership = new MembershipRow(shared.ConnectionString);
        return await MappingStart.ReviseAsync(
            loaded, storage.Mappings, CancellationToken.None, () => membership.IsAnybodyAsync(cluster, CancellationToken.None));
    }
}
