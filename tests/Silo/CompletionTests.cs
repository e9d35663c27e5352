using System.Diagnostics;

namespace Sync.Silo.Tests;

/// <summary>Completion needs no running Sync.</summary>
public sealed class CompletionTests
{
    private const string Nobody = "http://127.0.0.1:1";

    [Theory]
    [InlineData("bash", "complete -o default -F _sync sync")]
    [InlineData("zsh", "compdef _sync sync")]
    [InlineData("fish", "complete -c sync")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName sync")]
    public async Task A_script_registers_itself_and_asks_the_program(string shell, string registers)
    {
        var ended = await Cli.RunAsync(Nobody, "completion", shell);

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Output.ShouldContain(registers);
        ended.Output.ShouldContain("[suggest:");
    }

    [Fact]
    public async Task A_shell_that_is_not_known_ends_with_2() =>
        (await Cli.RunAsync(Nobody, "completion", "tcsh")).ExitCode.ShouldBe(2);

    [Theory]
    [InlineData("sync da", "dataflow")]
    [InlineData("sync pair get --side ", "crm shop")]
    [InlineData("sync pairs --status in", "in-sync")]
    [InlineData("sync dataflow --format ", "md rst")]
    [InlineData("sync completion b", "bash")]
    [InlineData("sync pair get --side shop --ki", "--kind")]
    public async Task Bash_completes_what_is_typed(string typed, string completed)
    {
        var words = typed.Split(' ');
        var start = new ProcessStartInfo("bash", ["--norc", "-c",
            """source <(sync completion bash); COMP_LINE=$1; COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sync; echo "${COMPREPLY[*]}" """,
            "bash", typed, .. words])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = Cli.Folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") },
        };
        using var bash = Process.Start(start)!;

        (await bash.StandardOutput.ReadToEndAsync()).ShouldBe(completed + "\n");
    }
}
