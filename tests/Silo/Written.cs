using Sync.Configuration;

namespace Sync.Silo.Tests;

/// <summary>Configurations as they are written.</summary>
internal static class Written
{
    /// <summary>The embedded default: the sandbox with all five pairings.</summary>
    public static string Default { get; } = Read();

    /// <summary>The loaded text, which has no mistake.</summary>
    /// <param name="yaml">A whole sync.yaml.</param>
    /// <param name="variables">The environment.</param>
    public static SyncConfiguration Load(string yaml, params (string Name, string Text)[] variables)
    {
        var result = ConfigurationLoader.Load(
            new StringReader(yaml), "test.yaml", name => variables.Where(variable => variable.Name == name).Select(v => v.Text).FirstOrDefault());
        return result switch
        {
            LoadResult.Loaded loaded => loaded.Configuration,
            LoadResult.Refused refused => throw new InvalidOperationException(string.Join('\n', refused.Mistakes)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Read()
    {
        using var text = ConfigurationLoader.OpenDefault();
        return text.ReadToEnd();
    }
}
