using System.Diagnostics;

namespace Sync.Sandbox.Tests;

/// <summary>The sandbox as a process of its own, as the silo starts it.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, Uri crm) => (_process, Crm) = (process, new HttpClient { BaseAddress = crm });

    public HttpClient Crm { get; }

    public static async Task<SandboxProcess> StartAsync(string folder)
    {
        var process = Start("--crm-port", "0", "--shop-port", "0", "--no-seed", "--data", folder);
        var crm = await process.StandardOutput.ReadLineAsync();
        var shop = await process.StandardOutput.ReadLineAsync();
        crm.ShouldStartWith("crm  http://127.0.0.1:");
        shop.ShouldStartWith("shop http://127.0.0.1:");
        return new SandboxProcess(process, new Uri(crm["crm  ".Length..]));
    }

    /// <summary>Runs it to its end and gives what it said.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and then the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Crm.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
