using Orleans.Hosting;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>The embedded engine: files in a folder that one silo holds.</summary>
internal sealed class SqliteEngine(DataFolder folder) : StorageEngine
{
    private readonly HighWater mark = new(folder);

    /// <inheritdoc/>
    public override string Name => folder.Path;

    /// <inheritdoc/>
    public override IMappingStore Mappings { get; } = new SqliteMappingStore(folder.PairsFile);

    /// <inheritdoc/>
    public override Task<int> MigrateAsync(CancellationToken cancellation) => Task.Run(
        () => SqliteSchema.Migrate(folder.PairsFile, "pairs") + SqliteSchema.Migrate(folder.GrainsFile, "grains"), cancellation);

    /// <inheritdoc/>
    public override Task<string?> SetBackAsync(CancellationToken cancellation) => Task.Run(mark.SetBack, cancellation);

    /// <inheritdoc/>
    public override Task RecogniseAsync(CancellationToken cancellation) => Task.Run(mark.Recognise, cancellation);

    /// <inheritdoc/>
    public override void AddPairStore(IServiceCollection services, ActivityRetention activity) =>
        services.AddSqlitePairStore(new(folder.PairsFile) { Activity = activity, Committed = mark.Raise });

    /// <inheritdoc/>
    public override void AddGrainStorage(ISiloBuilder silo) => silo.AddGrainStorageOnSqlite(folder.GrainsFile);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        mark.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
