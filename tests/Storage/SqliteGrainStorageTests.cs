using Orleans.Hosting;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>The compliance suite on a SQLite file.</summary>
public sealed class SqliteGrainStorageTests : GrainStorageCompliance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    protected override void AddStorage(ISiloBuilder silo) => silo.AddGrainStorageOnSqlite(folder.File("grains.db"));
}
