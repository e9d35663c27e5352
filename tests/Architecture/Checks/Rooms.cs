namespace Sync.Architecture.Tests.Checks;

/// <summary>What stands at the root, and how long a page may be.</summary>
internal static class Rooms
{
    public const int LongestFileLines = 300;

    private static readonly string[] Folders = ["abstractions", "grains", "silo", "tests", "deploy"];

    private static readonly string[] RootFiles =
    [
        "Sync.sln", "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "BannedSymbols.txt",
    ];

    private static readonly string[] SourceEndings = [".cs", ".js", ".css", ".html", ".sql"];

    /// <summary>Files that are longer all the same. None should be; each names whose it is to split.</summary>
    private static readonly string[] LongerAllTheSame =
    [
        "tests/Connectors/Compliance/ConnectorCompliance.cs",
    ];

    public static IEnumerable<string> StrangersAtTheRoot(IReadOnlyList<SourceFile> files) => files
        .Select(file => file.Path.Split('/', 2))
        .Where(path => !path[0].StartsWith('.'))
        .Where(path => !(path.Length == 2 ? Folders : RootFiles).Contains(path[0], StringComparer.Ordinal))
        .Select(path => path.Length == 2
            ? $"{path[0]}/ is none of the five rooms: {string.Join(", ", Folders)}."
            : $"{path[0]} is no file that stands at the root.")
        .Distinct();

    public static IEnumerable<string> TooLong(IReadOnlyList<SourceFile> files) => files
        .Where(file => SourceEndings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)))
        .Where(file => file.LineCount > LongestFileLines && !LongerAllTheSame.Contains(file.Path))
        .Select(file => $"{file.Path}: {file.LineCount} lines; a page of ours has at most {LongestFileLines}.");
}
