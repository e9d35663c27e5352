using Npgsql;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>The compliance suite on PostgreSQL.</summary>
public sealed class PostgresMappingStoreTests : MappingStoreCompliance, IAsyncLifetime
{
    private NpgsqlDataSource database = null!;

    public async Task InitializeAsync()
    {
        database = PostgresDatabase.Open(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await PostgresSchema.MigrateAsync(database, "sync", CancellationToken.None);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    protected override IMappingStore Open() => new PostgresMappingStore(database);
}
