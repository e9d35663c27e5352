using System.Diagnostics;
using Sync.Silo.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Sync.Silo.Tests.Deploy;

/// <summary>The files of deploy/, and what the silo knows that they must agree with.</summary>
internal static class DeployFolder
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The variables that a silo reads.</summary>
    public static IReadOnlyCollection<string> Variables { get; } = AskedFor();

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, "deploy", path));

    public static IEnumerable<string> YamlFiles() => Directory.EnumerateFiles(Path.Combine(Root, "deploy"), "*.yaml", SearchOption.AllDirectories);

    /// <summary>One document, with its anchors merged; a key that is there twice is refused.</summary>
    public static T Yaml<T>(string path) => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().IgnoreUnmatchedProperties().Build()
        .Deserialize<T>(new MergingParser(new Parser(new StringReader(Text(path)))));

    /// <summary>How a silo with these variables understands them; the secret is elsewhere.</summary>
    public static SiloOptions Understood(IReadOnlyDictionary<string, string> variables) => CommandLine.Parse(
        [], name => name == "SYNC_DATABASE" ? "Host=h" : variables.GetValueOrDefault(name))!;

    /// <summary>Runs a program; <see langword="null"/> where it is not on this machine.</summary>
    public static async Task<(int Code, string Said)?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await said + await complained);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static HashSet<string> AskedFor()
    {
        var asked = new HashSet<string>();
        CommandLine.Parse([], name =>
        {
            asked.Add(name);
            return null;
        });
        return asked;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sync.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No Sync.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
