using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>The compliance suite on PostgreSQL.</summary>
public sealed class PostgresPairStoreCompliance : PairStoreCompliance
{
    private PostgresEngine? engine;

    public override async Task DisposeAsync()
    {
        await StopAsync(Store);
        await engine!.DisposeAsync();
    }

    protected override async Task<IPairStore> StartAsync() =>
        await Databases.StoreAsync(engine ??= await Databases.MigratedAsync());

    protected override async Task StopAsync(IPairStore store) => await ((PostgresPairStore)store).StopAsync(None);
}
