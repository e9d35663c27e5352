using System.Globalization;
using Npgsql;

namespace Sync.Silo.Storage.Postgres;

/// <summary>
/// Brings a database to the schema of this program by the embedded scripts <c>postgres-0001.sql</c> and so on (deploy/postgres), all
/// in one transaction, one silo at a time. A database that is there already needs no right to create anything.
/// </summary>
internal static class PostgresSchema
{
    // Any number that others are unlikely to lock by.
    private const string Lock = "SELECT pg_advisory_xact_lock(7954892101)";

    /// <summary>Runs what is missing; how many scripts that were.</summary>
    /// <param name="database">Where.</param>
    /// <param name="service">Whose data it is or becomes; <see langword="null"/>: not asked.</param>
    /// <param name="cancellation">Ends it without effect.</param>
    /// <exception cref="StorageRefusedException">The schema is newer than this program, or the data is another service's, or a person must help.</exception>
    /// <exception cref="PairStoreException">The database cannot be reached.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource database, string? service, CancellationToken cancellation)
    {
        var name = PostgresDatabase.Name(database);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await ExecuteAsync(connection, "SET LOCAL lock_timeout = 0", cancellation);
            await ExecuteAsync(connection, Lock, cancellation);
            var run = await RunMissingAsync(connection, name, cancellation);
            if (service is not null)
                await ClaimAsync(connection, name, service, cancellation);
            await transaction.CommitAsync(cancellation);
            if (run > 0)
                await connection.ReloadTypesAsync(cancellation);
            return run;
        }
        catch (NpgsqlException failure) when (PostgresFailure.NeedsAPerson(failure))
        {
            throw new StorageRefusedException($"The {name} cannot be used: {PostgresFailure.Words(failure)}", failure);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFailure.Told(failure, name);
        }
    }

    private static async Task<int> RunMissingAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        if (await ScalarAsync(connection, "SHOW server_encoding", cancellation) is not "UTF8")
            throw new StorageRefusedException($"The {name} does not keep text as UTF8. Create one that does: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
        var isNew = await ScalarAsync(connection, "SELECT to_regclass('meta') IS NULL", cancellation) is true;
        var version = isNew ? null : await ScalarAsync(connection, "SELECT value FROM meta WHERE name = 'schema'", cancellation) as string;
        var missing = MigrationScripts.After("postgres", long.Parse(version ?? "0", CultureInfo.InvariantCulture), $"The {name}").ToList();
        foreach (var (next, script) in missing)
        {
            await ExecuteAsync(connection, script, cancellation);
            await ExecuteAsync(
                connection,
                "INSERT INTO meta (name, value) VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                cancellation,
                next.ToString(CultureInfo.InvariantCulture));
        }

        return missing.Count;
    }

    private static async Task ClaimAsync(NpgsqlConnection connection, string name, string service, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, "INSERT INTO meta (name, value) VALUES ('service', $1) ON CONFLICT DO NOTHING", cancellation, service);
        if (await ScalarAsync(connection, "SELECT value FROM meta WHERE name = 'service'", cancellation) is string owner && owner != service)
            throw new StorageRefusedException(
                $"The {name} holds the data of service '{owner}', and this silo is one of '{service}'. Give it that service id if it " +
                "belongs to it; else a database of its own, or a schema of its own in this one (Search Path=… in the connection string).");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }
}
