using Sync.Configuration.Sections;
using Sync.Configuration.Yaml;
using YamlDotNet.Core;

namespace Sync.Configuration;

/// <summary>
/// Reads a sync.yaml into a <see cref="SyncConfiguration"/>, or into all of its mistakes at once. The sections below walk the
/// YAML nodes, so that every mistake has a line; what is left out gets the default that the model states.
/// </summary>
internal static class ConfigurationLoader
{
    /// <summary>The name under which mistakes show the embedded default.</summary>
    public const string DefaultName = "default.sync.yaml";

    /// <summary>Loads a file. Relative <c>file:</c> secrets stand beside it.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="environment">An environment variable's value; <see langword="null"/>: not set.</param>
    public static LoadResult Load(string path, Func<string, string?> environment)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var mistakes = new MistakeLog(path);
            mistakes.Add(MistakeCode.Unreadable, new Mark(0, 1, 1), $"The file cannot be read: {failure.Message}");
            return new LoadResult.Refused(mistakes.InOrder);
        }

        return Load(new StringReader(text), path, environment, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Loads a text. Relative <c>file:</c> secrets stand in the working folder.</summary>
    /// <param name="text">The text; not disposed.</param>
    /// <param name="name">What mistakes call the file.</param>
    /// <param name="environment">An environment variable's value; <see langword="null"/>: not set.</param>
    public static LoadResult Load(TextReader text, string name, Func<string, string?> environment) =>
        Load(text, name, environment, Directory.GetCurrentDirectory());

    /// <summary>Loads the embedded default: the sandbox on this machine.</summary>
    public static LoadResult LoadDefault(Func<string, string?> environment)
    {
        using var reader = OpenDefault();
        return Load(reader, DefaultName, environment);
    }

    /// <summary>The embedded default as text, with the comments that teach the grammar.</summary>
    public static TextReader OpenDefault() => Open(DefaultName);

    private static StreamReader Open(string embedded) =>
        new(typeof(ConfigurationLoader).Assembly.GetManifestResourceStream(embedded)!);

    private static LoadResult Load(TextReader text, string name, Func<string, string?> environment, string folder)
    {
        var mistakes = new MistakeLog(name);
        var configuration = YamlFile.Read(text, mistakes) is { } root
            ? new RootSection(new SecretReader(environment, folder)).Read(root)
            : null;
        return configuration is not null && mistakes.IsEmpty
            ? new LoadResult.Loaded(configuration)
            : new LoadResult.Refused(mistakes.InOrder);
    }
}
