using System.Diagnostics;
using System.Reflection;

namespace Sync.Silo.Tests;

/// <summary>Runs the built command line as a process.</summary>
internal static class Cli
{
    private static readonly string Program =
        typeof(Cli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Cli").Value!;

    /// <summary>Where it lies, as <c>sync</c>.</summary>
    public static string Folder => Path.GetDirectoryName(Path.GetFullPath(Program))!;

    public static Process Start(string address, params string[] arguments) => Start(address, withoutInput: false, arguments);

    /// <param name="address">Where the API is.</param>
    /// <param name="withoutInput">Whether its input is a pipe that nobody writes to.</param>
    /// <param name="arguments">The command line.</param>
    public static Process Start(string address, bool withoutInput, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = withoutInput,
            Environment = { ["SYNC_ADDRESS"] = address },
        };
        return Process.Start(start)!;
    }

    public static async Task<Ended> RunAsync(string address, params string[] arguments)
    {
        using var process = Start(address, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await error);
    }

    internal sealed record Ended(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
