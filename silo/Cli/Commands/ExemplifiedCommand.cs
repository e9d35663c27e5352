using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary>A command whose help shows examples.</summary>
internal abstract class ExemplifiedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines worth copying.</summary>
    public IReadOnlyList<string> Examples => examples;
}
