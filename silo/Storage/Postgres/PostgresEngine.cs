using Npgsql;
using Orleans.Hosting;

namespace Sync.Silo.Storage.Postgres;

/// <summary>The engine of a cluster: a PostgreSQL database that all its silos share.</summary>
/// <param name="connectionString">Where.</param>
/// <param name="service">Whose data it is.</param>
/// <exception cref="FormatException">It is no connection string.</exception>
internal sealed class PostgresEngine(string connectionString, string service) : StorageEngine
{
    /// <summary>Its connections, which all of this silo share but Orleans.</summary>
    public NpgsqlDataSource Database { get; } = PostgresDatabase.Open(connectionString);

    /// <summary>For those who open it themselves: clustering, the fence.</summary>
    public string ConnectionString { get; } = PostgresDatabase.Complete(connectionString);

    /// <inheritdoc/>
    public override string Name => PostgresDatabase.Name(Database);

    /// <inheritdoc/>
    public override IMappingStore Mappings => new PostgresMappingStore(Database);

    /// <inheritdoc/>
    public override Task<int> MigrateAsync(CancellationToken cancellation) => PostgresSchema.MigrateAsync(Database, service, cancellation);

    /// <inheritdoc/>
    public override Task<string?> SetBackAsync(CancellationToken cancellation) => PostgresIdentity.ChangedAsync(Database, cancellation);

    /// <inheritdoc/>
    public override Task RecogniseAsync(CancellationToken cancellation) => PostgresIdentity.RememberAsync(Database, cancellation);

    /// <inheritdoc/>
    public override void AddPairStore(IServiceCollection services, ActivityRetention activity) =>
        services.AddPostgresPairStore(Database, new() { Activity = activity });

    /// <inheritdoc/>
    public override void AddGrainStorage(ISiloBuilder silo) => silo.AddGrainStorageOnPostgres(ConnectionString);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => Database.DisposeAsync();
}
