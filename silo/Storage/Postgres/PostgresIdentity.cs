using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>
/// Tells a database that was set back, by what does not come back with its rows. Restored from a dump its tables, or the database or the
/// server, are others; recovered to a point in time, or promoted from a standby, it is on another timeline.
/// </summary>
/// <remarks>
/// A promotion that lost nothing looks the same. A copy of the server's files that is started without <c>recovery.signal</c> keeps
/// everything: nothing tells it from a server that was away.
/// </remarks>
internal static class PostgresIdentity
{
    private const string MaySeeServer = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')";
    private const string Server = "SELECT 'server ' || system_identifier FROM pg_control_system()";

    private const string Place = """
        SELECT 'timeline ' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || ', database ' || oid || ', pairs ' || 'pairs'::regclass::oid
        FROM pg_database WHERE datname = current_database()
        """;

    private const string Known = "SELECT value FROM meta WHERE name = 'identity'";
    private const string Remember = "INSERT INTO meta (name, value) VALUES ('identity', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// <summary>As <see cref="StorageEngine.SetBackAsync"/>.</summary>
    public static Task<string?> ChangedAsync(NpgsqlDataSource database, CancellationToken cancellation) => RunAsync(database, async () =>
    {
        var (known, present) = (await TextAsync(database, Known, cancellation), await PresentAsync(database, cancellation));
        return known is not null && known != present ? $"it was ({known}) and is ({present})" : null;
    });

    /// <summary>As <see cref="StorageEngine.RecogniseAsync"/>.</summary>
    public static Task RememberAsync(NpgsqlDataSource database, CancellationToken cancellation) => RunAsync(database, async () =>
    {
        var present = await PresentAsync(database, cancellation);
        if (await TextAsync(database, Known, cancellation) != present)
        {
            await using var command = database.CreateCommand(Remember);
            command.Parameters.Add(Text(present));
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return present;
    });

    /// <summary>Without the server's own number, where the user may not see it.</summary>
    private static async Task<string> PresentAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var place = await TextAsync(database, Place, cancellation);
        await using var may = database.CreateCommand(MaySeeServer);
        return await may.ExecuteScalarAsync(cancellation) is true ? $"{await TextAsync(database, Server, cancellation)}, {place}" : place!;
    }

    private static async Task<string?> TextAsync(NpgsqlDataSource database, string sql, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    private static async Task<T> RunAsync<T>(NpgsqlDataSource database, Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFailure.Told(failure, PostgresDatabase.Name(database));
        }
    }
}
