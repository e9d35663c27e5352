using System.Diagnostics;

namespace Sync.Architecture.Tests;

/// <summary>The tracked files of the repository that this test was built in.</summary>
internal static class Repository
{
    /// <summary>All of them, in git's order.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } = Read(FindRoot());

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sync.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Sync.sln in or above {AppContext.BaseDirectory}.");
    }

    private static List<SourceFile> Read(string root) =>
    [
        .. GitListFiles(root)
            .Where(path => File.Exists(Path.Combine(root, path)))
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(root, path)).ReplaceLineEndings("\n"))),
    ];

    private static string[] GitListFiles(string root)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = root, RedirectStandardOutput = true })!;
        var paths = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return git.ExitCode == 0 ? paths : throw new InvalidOperationException($"git ls-files ended with {git.ExitCode} in {root}.");
    }
}
