using System.Diagnostics;
using System.Runtime.InteropServices;
using Orleans.Runtime;

namespace Sync.Silo.Cluster;

/// <summary>
/// Ends the process when the others have declared this silo dead. Orleans' own handler leaves it two seconds, in which a silo that
/// was frozen goes on writing; nothing here is worth that: whatever is not durable is delivered again.
/// </summary>
internal sealed class EndAtOnce : IFatalErrorHandler
{
    /// <summary>As a shell tells the code of a process that was killed.</summary>
    private const int Killed = 137;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) =>
        End(exception?.Message ?? context ?? "a fatal error of the silo");

    /// <summary>Says why, and does not return.</summary>
    public static void End(string reason)
    {
        // Not by the logger, which writes later than now.
        Console.Error.WriteLine($"sync: this silo ends at once: {reason.ReplaceLineEndings(" ")}");
        // The first process of a container is immune to its own SIGKILL: it must leave by itself.
        if (!OperatingSystem.IsWindows())
            Leave(Killed);
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Ends all threads in this call, without any handler of the runtime or the library.</summary>
    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Leave(int code);
}
