namespace Sync.Cli;

/// <summary>The command itself refuses to go on; it ends with this code.</summary>
internal sealed class RefusedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
