using Microsoft.Data.Sqlite;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>Orleans grain storage on SQLite, for everything but the pairs.</summary>
internal static class GrainStorageOnSqlite
{
    // The provider's own name for SQLite; it loads Microsoft.Data.Sqlite for it, and nothing needs to be registered.
    private const string Invariant = "System.Data.SQLite";

    /// <summary>
    /// Makes a file the default grain storage. The file must be used by nothing else: a second writer makes both wait.
    /// </summary>
    public static ISiloBuilder AddGrainStorageOnSqlite(this ISiloBuilder silo, string file)
    {
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new SchemaFirst(file));
        return silo.AddAdoNetGrainStorageAsDefault(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString;
        });
    }

    /// <summary>Makes the schema before the provider reads its statements, at a later stage of the silo's start.</summary>
    private sealed class SchemaFirst(string file) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(GrainStorageOnSqlite),
            ServiceLifecycleStage.RuntimeStorageServices,
            cancellation => Task.Run(() => SqliteSchema.Migrate(file, "grains"), cancellation));
    }
}
