using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>The compliance suite on SQLite.</summary>
public sealed class SqlitePairStoreCompliance : PairStoreCompliance
{
    private readonly TemporaryFolder folder = new();

    public override async Task DisposeAsync()
    {
        await StopAsync(Store);
        folder.Dispose();
    }

    protected override async Task<IPairStore> StartAsync()
    {
        var store = new SqlitePairStore(new(folder.File("pairs.db")));
        await store.StartAsync(None);
        return store;
    }

    protected override async Task StopAsync(IPairStore store) => await ((SqlitePairStore)store).StopAsync(None);
}
