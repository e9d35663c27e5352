using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.InteropServices;

namespace Sync.Silo.Hosting;

/// <summary>
/// The sandbox beside the embedded default: one that already answers is adopted, otherwise one is started. It outlives a silo that
/// is killed, and is adopted by the next; at a graceful stop it ends with the silo that started it.
/// </summary>
internal sealed partial class SandboxChild(SiloPlan plan, TimeProvider time, ILogger<SandboxChild> log) : IHostedService, IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan UpWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DownWithin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Process? child;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await AnswersAsync(cancellationToken))
        {
            Adopted(Crm, Shop);
            return;
        }

        child = Start();
        var began = time.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (child.HasExited || time.GetElapsedTime(began) > UpWithin)
            {
                NotUp(Crm);
                return;
            }

            await Task.Delay(LookEvery, time, cancellationToken);
        }

        Started(Crm, Shop);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (child is null or { HasExited: true })
            return;
        if (OperatingSystem.IsWindows() || Signal(child.Id, Terminate) != 0)
            child.Kill(entireProcessTree: true);
        try
        {
            await child.WaitForExitAsync(cancellationToken).WaitAsync(DownWithin, time, CancellationToken.None);
        }
        catch (Exception slow) when (slow is TimeoutException or OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        child?.Dispose();
    }

    private Uri Crm => plan.Configuration.Sides.Crm.Address;

    private Uri Shop => plan.Configuration.Sides.Shop.Address;

    private async Task<bool> AnswersAsync(CancellationToken cancellation) =>
        await AnswersAsync(Crm, cancellation) && await AnswersAsync(Shop, cancellation);

    private async Task<bool> AnswersAsync(Uri side, CancellationToken cancellation)
    {
        try
        {
            return await http.GetFromJsonAsync<Health>(new Uri(side, "_health"), cancellation) is { Sandbox: "sync" };
        }
        catch (Exception failure) when (failure is HttpRequestException or System.Text.Json.JsonException || IsTimeout(failure, cancellation))
        {
            return false;
        }
    }

    private static bool IsTimeout(Exception failure, CancellationToken cancellation) =>
        failure is OperationCanceledException && !cancellation.IsCancellationRequested;

    private Process Start()
    {
        // In a session of its own it does not get the Ctrl+C that is meant for the silo, which still has writes to end.
        const string ownSession = "/usr/bin/setsid";
        string[] command =
        [
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Sync.Sandbox.dll"),
            "--crm-port", Crm.Port.ToString(CultureInfo.InvariantCulture),
            "--shop-port", Shop.Port.ToString(CultureInfo.InvariantCulture),
            "--data", plan.SandboxFolder,
        ];
        if (File.Exists(ownSession))
            command = [ownSession, .. command];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Say(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
            Said(line);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);

    private sealed record Health(string? Sandbox);

    [LoggerMessage(LogLevel.Information, "sandbox: adopted the one that runs, crm {Crm} and shop {Shop}")]
    private partial void Adopted(Uri crm, Uri shop);

    [LoggerMessage(LogLevel.Information, "sandbox: started, crm {Crm} and shop {Shop}")]
    private partial void Started(Uri crm, Uri shop);

    [LoggerMessage(LogLevel.Warning, "sandbox: it does not answer at {Crm}; both sides are waited for")]
    private partial void NotUp(Uri crm);

    [LoggerMessage(LogLevel.Information, "sandbox: {Line}")]
    private partial void Said(string line);
}
