using Orleans.Hosting;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>The compliance suite on PostgreSQL.</summary>
public sealed class PostgresGrainStorageTests : GrainStorageCompliance, IAsyncLifetime
{
    private PostgresEngine engine = null!;

    public async Task InitializeAsync() => engine = await Databases.MigratedAsync();

    public async Task DisposeAsync() => await engine.DisposeAsync();

    protected override void AddStorage(ISiloBuilder silo) => engine.AddGrainStorage(silo);
}
