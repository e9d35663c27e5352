using Npgsql;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>The compliance suite on PostgreSQL.</summary>
public sealed class PostgresPairStoreCompliance : PairStoreCompliance
{
    private NpgsqlDataSource? database;

    public override async Task DisposeAsync()
    {
        await StopAsync(Store);
        await database!.DisposeAsync();
    }

    protected override async Task<IPairStore> StartAsync()
    {
        if (database is null)
        {
            database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
            await PostgresSchema.MigrateAsync(database, "sync", None);
        }

        var store = new PostgresPairStore(database, new(), fence: null, TimeProvider.System);
        await store.StartAsync(None);
        return store;
    }

    protected override async Task StopAsync(IPairStore store) => await ((PostgresPairStore)store).StopAsync(None);
}
