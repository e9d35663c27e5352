using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>Databases and stores of a test's own.</summary>
internal static class Databases
{
    /// <summary>A migrated database on the shared server.</summary>
    public static async Task<PostgresEngine> MigratedAsync()
    {
        var engine = new PostgresEngine(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(), "sync");
        await engine.MigrateAsync(CancellationToken.None);
        return engine;
    }

    /// <summary>A started store on a database, as one silo of several has it.</summary>
    public static async Task<PostgresPairStore> StoreAsync(
        PostgresEngine engine, PostgresPairStoreOptions? options = null, ICommitFence? fence = null)
    {
        var store = new PostgresPairStore(engine.Database, options ?? new(), fence, TimeProvider.System);
        await store.StartAsync(CancellationToken.None);
        return store;
    }
}
