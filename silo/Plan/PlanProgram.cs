using Microsoft.Data.Sqlite;
using Sync.Configuration;
using Sync.Silo.Storage;

namespace Sync.Silo.Plan;

/// <summary><c>plan</c>, from its command line to its exit code.</summary>
internal static class PlanProgram
{
    private const string ConfigurationHere = "sync.yaml";

    /// <summary>Tells what would follow, on standard output.</summary>
    /// <returns>What is wrong with the configuration; nothing: it was told.</returns>
    /// <exception cref="FormatException">The command line is wrong, or the configuration cannot run on this data.</exception>
    /// <exception cref="StorageRefusedException">The data is of a newer version.</exception>
    /// <exception cref="ConnectorException">A side could not be listed.</exception>
    /// <exception cref="PairStoreException">The data cannot be read.</exception>
    public static async Task<IReadOnlyList<ConfigurationMistake>> RunAsync(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        if (PlanOptions.Parse(arguments, environment) is not { } options)
        {
            Console.WriteLine(PlanOptions.Help);
            return [];
        }
        var file = options.Config ?? (File.Exists(ConfigurationHere) ? ConfigurationHere : null);
        var loaded = file is null ? ConfigurationLoader.LoadDefault(environment) : ConfigurationLoader.Load(file, environment);
        if (loaded is not LoadResult.Loaded { Configuration: var configuration })
            return ((LoadResult.Refused)loaded).Mistakes;
        var folder = Directory.CreateTempSubdirectory("sync-plan-").FullName;
        try
        {
            var copy = Path.Combine(folder, "pairs.db");
            var mappings = options.Database is { } database
                ? await CopiedRows.OfDatabaseAsync(database, configuration.Pairings.Select(pairing => pairing.Name), copy, CancellationToken.None)
                : await CopiedRows.OfFolderAsync(options.Data, copy, CancellationToken.None);
            var plan = await new Planner(configuration, mappings, copy).PlanAsync(CancellationToken.None);
            Console.Write(options.Json ? PlanJson.Write(plan) + Environment.NewLine : PlanText.Write(plan, options.All));
            return [];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
