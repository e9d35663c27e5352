using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sync.Storage.Tests.Postgres;

/// <summary>
/// A PostgreSQL server of the tests' own: in a folder of its own, on a free port of 127.0.0.1, with fsync. One serves all tests of an
/// assembly and goes with its process, however that ends; a test that stops or harms a server starts another one.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Started = new(StartSharedAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int databases;

    private readonly string folder;
    private readonly int port;
    private readonly string[] settings;
    private Process? process;

    private PostgresServer(string folder, int port, string[] settings) => (this.folder, this.port, this.settings) = (folder, port, settings);

    /// <summary>Of the server itself, whose children do its work.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(folder, "pid")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The one of the assembly.</summary>
    public static Task<PostgresServer> SharedAsync() => Started.Value;

    /// <summary>Starts one; the settings are those of postgresql.conf.</summary>
    /// <param name="parent">A folder for its folder; <see langword="null"/>: that of temporary files.</param>
    /// <param name="settings">Such as <c>max_connections=20</c>.</param>
    public static async Task<PostgresServer> StartAsync(string? parent = null, params string[] settings)
    {
        var folder = parent is null
            ? Directory.CreateTempSubdirectory("sync-postgres-").FullName
            : Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", folder);
        await RunAsync([.. AsItsUser(), Program("initdb"), "-D", Path.Combine(folder, "data"), "-U", "sync", "--auth=trust", "-E", "UTF8", "--locale=C"]);
        var server = new PostgresServer(folder, FreePort(), settings);
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Creates an empty database; its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>How to connect to a database.</summary>
    public string ConnectionString(string database, string user = "sync") => $"Host=127.0.0.1;Port={port};Database={database};Username={user}";

    /// <summary>Runs SQL; the first value of the first row.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs one of PostgreSQL's own programs against it.</summary>
    public Task RunAsync(string program, params string[] arguments) =>
        RunAsync([Program(program), "--host=127.0.0.1", $"--port={port}", "--username=sync", .. arguments]);

    /// <summary>Has it recover to the end of what it has, as from an archive: a new timeline. Settings must name a <c>restore_command</c>.</summary>
    public async Task RecoverAsync()
    {
        await StopAsync();
        await RunAsync([.. AsItsUser(), "touch", Path.Combine(folder, "data", "recovery.signal")]);
        await ResumeAsync();
        while (await ExecuteAsync(ConnectionString("postgres"), "SELECT pg_is_in_recovery()") is true)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    /// <summary>Starts it again after it was stopped, on the same port, and waits until it answers.</summary>
    public async Task ResumeAsync()
    {
        // The shell ends the server when this process closes its input, be it by dying. QUIT is an immediate shutdown.
        string[] command =
        [
            .. AsItsUser(), "sh", "-c", """("$@" & echo $! > "$0"; wait) 3<&0 & read -r _; kill -QUIT "$(cat "$0")"; wait""",
            Path.Combine(folder, "pid"), Program("postgres"), "-D", Path.Combine(folder, "data"), "-k", folder, "-p", $"{port}",
            "-c", "listen_addresses=127.0.0.1", .. settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        process = Start(command, input: true);
        await AnswersAsync();
    }

    /// <summary>Stops it: INT ends it in good order though people are connected, QUIT at once as after a crash.</summary>
    public async Task StopAsync(string signal = "INT")
    {
        if (process is not { } running)
            return;
        process = null;
        await RunAsync([.. AsItsUser(), "sh", "-c", """kill -"$1" "$(cat "$0")" """.TrimEnd(), Path.Combine(folder, "pid"), signal]);
        running.StandardInput.Close();
        await running.WaitForExitAsync();
        running.Dispose();
    }

    /// <summary>Stops it and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync("QUIT");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }

    private async Task AnswersAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await ExecuteAsync(ConnectionString("postgres"), "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (process is { HasExited: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
        }
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsItsUser() => Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];

    private static string Program(string name)
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.Select(version => Path.Combine(version, "bin", name)).Where(File.Exists).Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidOperationException($"There is no /usr/lib/postgresql/*/bin/{name}: apt-get install postgresql");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var running = Start(command, input: false);
        var said = await running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        if (running.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {said}");
    }

    private static Process Start(string[] command, bool input)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = input, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp",
        };
        var running = Process.Start(start)!;

        // Read to nowhere, or a full pipe would stop the server.
        running.BeginOutputReadLine();
        if (input)
            running.BeginErrorReadLine();
        return running;
    }
}
