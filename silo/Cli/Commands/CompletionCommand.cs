using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary><c>sync completion</c>. The scripts ask <c>sync "[suggest:POSITION]" LINE</c>, so that they know no word themselves.</summary>
internal sealed class CompletionCommand : ExemplifiedCommand
{
    public CompletionCommand()
        : base(
            "completion", "Prints a script that completes the command line of sync in a shell.",
            "source <(sync completion bash)", "sync completion fish > ~/.config/fish/completions/sync.fish")
    {
        var shell = new Argument<string>("shell") { Description = "Whose." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Arguments.Add(shell);
        SetAction(parsed =>
        {
            using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"sync.{parsed.GetRequiredValue(shell)}")!;
            using var reader = new StreamReader(script);
            Console.Write(reader.ReadToEnd());
            return ExitCodes.Ok;
        });
    }
}
