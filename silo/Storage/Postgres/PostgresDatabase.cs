using Npgsql;

namespace Sync.Silo.Storage.Postgres;

/// <summary>A PostgreSQL database by its connection string.</summary>
internal static class PostgresDatabase
{
    private const string ApplicationName = "sync";

    // A plan made while the tables were small would read them whole when they are not; with such a plan forbidden, its imaginary cost
    // must not start the compiler.
    private const string Session = "-c idle_in_transaction_session_timeout=5s -c lock_timeout=5s -c enable_seqscan=off -c jit=off";

    /// <summary>
    /// A source of connections. What the connection string leaves open is set: few connections, statements prepared by themselves. A
    /// transaction that its silo left hanging, or that waits for another one's row, ends in seconds.
    /// </summary>
    /// <exception cref="FormatException">It is no connection string; the message does not repeat it, since it may hold a password.</exception>
    public static NpgsqlDataSource Open(string connectionString) => NpgsqlDataSource.Create(Settings(connectionString));

    /// <summary>The connection string with what <see cref="Open"/> adds, for those who open it themselves.</summary>
    /// <exception cref="FormatException">As <see cref="Open"/>.</exception>
    public static string Complete(string connectionString) => Settings(connectionString).ConnectionString;

    /// <summary>Where it is, without user and password.</summary>
    public static string Name(NpgsqlDataSource database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return $"PostgreSQL database '{settings.Database ?? settings.Username}' at {settings.Host}:{settings.Port}";
    }

    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = Parse(connectionString);
        if (settings.Host is null)
            throw new FormatException("The connection string names no Host.");
        bool Given(string keyword) => settings.ContainsKey(keyword) && settings.ShouldSerialize(keyword);
        if (!Given("Max Auto Prepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (100, 2);
        // A server takes a hundred connections by default, and a cluster has several silos with two such pools.
        if (!Given("Maximum Pool Size"))
            settings.MaxPoolSize = 15;
        if (!Given("Timeout"))
            settings.Timeout = 5;
        settings.ApplicationName ??= ApplicationName;
        settings.Options = $"{Session} {settings.Options}".TrimEnd();
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(
                $"The connection string cannot be read ({e.Message.Split('\n')[0]}); write it as Host=…;Port=…;Database=…;Username=…;Password=….", e);
        }
    }
}
