using Orleans.Runtime;
using Sync.Configuration;
using Sync.Silo.Cluster;
using Sync.Silo.Plan;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Silo.Hosting;

/// <summary>The silo from its command line to its exit code. What is wrong before it starts is told in plain words.</summary>
internal static class SiloProgram
{
    private const int Stopped = 0;
    private const int Failed = 1;
    private const int Misconfigured = 2;
    private const int DataRefused = 3;
    private const string ConfigurationHere = "sync.yaml";

    public static async Task<int> RunAsync(string[] arguments, Func<string, string?> environment)
    {
        try
        {
            if (arguments is ["plan", .. var rest])
                return await PlanProgram.RunAsync(rest, environment) is { Count: > 0 } mistakes ? List(mistakes) : Stopped;
            if (CommandLine.Parse(arguments, environment) is not { } options)
            {
                Console.WriteLine(CommandLine.Help);
                return Stopped;
            }

            return await RunAsync(options, environment);
        }
        catch (FormatException mistake)
        {
            return Refuse(Misconfigured, mistake.Message);
        }
        catch (StorageRefusedException refusal)
        {
            return Refuse(DataRefused, refusal.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PairStoreException or ConnectorException
            or OrleansException or HttpRequestException)
        {
            return Refuse(Failed, failure.Message);
        }
    }

    private static async Task<int> RunAsync(SiloOptions options, Func<string, string?> environment)
    {
        if (options.Migrate)
            return await MigrateAsync(options);
        var file = options.Config ?? (File.Exists(ConfigurationHere) ? ConfigurationHere : null);
        var loaded = file is null ? ConfigurationLoader.LoadDefault(environment) : ConfigurationLoader.Load(file, environment);
        if (loaded is not LoadResult.Loaded { Configuration: var configuration })
            return List(((LoadResult.Refused)loaded).Mistakes);
        await using var storage = Open(options);
        var revised = await StorageStart.OpenAsync(storage, configuration, options.Cluster, TimeProvider.System);
        var ports = Ports.Choose(options);
        var plan = new SiloPlan(revised.Configuration, file, storage, ports, file is null && !options.NoSandbox)
        {
            Changes = revised.Changes,
            SetBack = revised.SetBack,
            Place = new ClusterPlace(options.Cluster, options.Service),
            SandboxFolder = Path.Combine(options.Data, "sandbox"),
        };
        await using var silo = SiloHost.Build(plan);
        var watch = silo.Services.GetRequiredService<RevisionWatch>();
        var stopping = silo.Lifetime.ApplicationStopping;
        try
        {
            await silo.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before it had started.
        }

        return watch.IsOutdated ? DataRefused : Stopped;
    }

    private static StorageEngine Open(SiloOptions options) => options.Database is { } database
        ? new PostgresEngine(database, options.Service)
        : new SqliteEngine(DataFolder.Open(options.Data));

    private static async Task<int> MigrateAsync(SiloOptions options)
    {
        await using var storage = Open(options);
        var scripts = await storage.MigrateAsync(CancellationToken.None);
        Console.WriteLine(scripts == 0 ? $"{storage.Name}: the schema is up to date." : $"{storage.Name}: the schema was brought up to date, {scripts} scripts run.");
        return Stopped;
    }

    private static int List(IReadOnlyList<ConfigurationMistake> mistakes)
    {
        foreach (var mistake in mistakes)
            Console.Error.WriteLine(mistake);
        Console.Error.WriteLine(mistakes.Count == 1 ? "1 mistake; not started." : $"{mistakes.Count} mistakes; not started.");
        return Misconfigured;
    }

    private static int Refuse(int code, string why)
    {
        Console.Error.WriteLine($"sync: {why}");
        return code;
    }
}
