using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary>Options of the commands that change something.</summary>
internal static class OperatorOptions
{
    /// <summary>Who is put on record.</summary>
    public static Option<string> By() => new("--by")
    {
        Description = "Who is put on record; default: the user of this process.",
        DefaultValueFactory = _ => Environment.UserName,
    };
}
