namespace Sync.Simulation;

/// <summary>The product's sources, as far as the simulation runs them.</summary>
internal static class Sources
{
    /// <summary>What the project files add to the sources.</summary>
    public const string Preamble = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Sync.Simulation.Tests")]
        """;

    private static readonly string Root = FindRoot();

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    /// <summary>The sources of a folder; hosts are left out, whose log messages a generator writes.</summary>
    public static IEnumerable<string> In(string folder, IEnumerable<string> except)
    {
        var others = except.Append($"{folder}/bin").Append($"{folder}/obj").Append("grains/Hosting").ToList();
        return Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(file => !others.Any(other => file.StartsWith($"{other}/", StringComparison.Ordinal)) && !IsHost(file));
    }

    private static bool IsHost(string file) => Read(file) is var text
        && (text.Contains("ILogger", StringComparison.Ordinal) || text.Contains("using Orleans.", StringComparison.Ordinal)
            || text.Contains("IGrainFactory", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sync.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Sync.sln in or above {AppContext.BaseDirectory}.");
    }
}
