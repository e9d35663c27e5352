using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sync.Cli.Commands;

namespace Sync.Cli;

/// <summary>The usual help, then examples and exit codes.</summary>
internal sealed class HelpWithExitCodes(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in Commands(parseResult.CommandResult.Command).SelectMany(command => command.Examples))
            output.WriteLine($"  {example}");
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.All)
            output.WriteLine($"  {code,-4} {meaning}");
        return ExitCodes.Ok;
    }

    private static IEnumerable<ExemplifiedCommand> Commands(Command command) =>
        command is ExemplifiedCommand leaf ? [leaf] : command.Subcommands.SelectMany(Commands);
}
