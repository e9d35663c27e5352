using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sync.Silo.Hosting;

namespace Sync.EndToEnd.Tests;

/// <summary>The real silo as a process of its own, on free ports. Disposing ends it in any case.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = [];

    private SiloProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it said so far.</summary>
    public string Output => string.Join('\n', output);

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Starts it and returns at once.</summary>
    public static SiloProcess Start(string configuration, string data) => Start("--config", configuration, "--data", data, "--http", "0", "--grpc", "0");

    /// <summary>Starts it with these arguments.</summary>
    public static SiloProcess Start(params string[] arguments) => Launch(["dotnet", typeof(SiloPlan).Assembly.Location, .. arguments]);

    /// <summary>Starts any program.</summary>
    public static SiloProcess Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new SiloProcess(new Process { StartInfo = start });
    }

    /// <summary>Waits until it serves; where its gRPC is.</summary>
    public async Task<Uri> ListeningAsync() => new((await SaidAsync(Listening())).Groups["grpc"].Value);

    /// <summary>Waits until everything is in step for the first time.</summary>
    public Task InStepAsync() => SaidAsync(InStep());

    /// <summary>Waits for a line.</summary>
    public async Task<Match> SaidAsync(Regex line)
    {
        Match? found = null;
        await Eventually.TrueAsync(() =>
        {
            found = output.Select(said => line.Match(said)).FirstOrDefault(match => match.Success);
            return Task.FromResult(found is not null ? null
                : process.HasExited ? throw new InvalidOperationException($"The silo ended with {process.ExitCode}:\n{Output}")
                : $"it has not said '{line}' but:\n{Output}");
        });
        return found!;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and then the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Sends a signal, such as <c>STOP</c> or <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself; the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            output.Enqueue(line);
    }

    [GeneratedRegex(@"listening: status page (?<http>\S+), gRPC (?<grpc>\S+)")]
    private static partial Regex Listening();

    [GeneratedRegex("everything is in step")]
    private static partial Regex InStep();
}
