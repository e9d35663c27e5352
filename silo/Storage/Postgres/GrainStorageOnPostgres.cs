using Orleans.Hosting;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Orleans grain storage on PostgreSQL, for everything but the pairs.</summary>
internal static class GrainStorageOnPostgres
{
    /// <summary>The provider's own name for PostgreSQL; it loads Npgsql for it, and nothing needs to be registered.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>Makes a database that has been migrated the default grain storage.</summary>
    public static ISiloBuilder AddGrainStorageOnPostgres(this ISiloBuilder silo, string connectionString) =>
        silo.AddAdoNetGrainStorageAsDefault(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = connectionString;
        });
}
