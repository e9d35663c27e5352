using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>The compliance suite on PostgreSQL.</summary>
public sealed class PostgresMappingStoreTests : MappingStoreCompliance, IAsyncLifetime
{
    private PostgresEngine engine = null!;

    public async Task InitializeAsync() => engine = await Databases.MigratedAsync();

    public async Task DisposeAsync() => await engine.DisposeAsync();

    protected override IMappingStore Open() => engine.Mappings;
}
