using System.Runtime.InteropServices;
using Sync.Sandbox;

try
{
    if (CommandLine.Parse(args) is not { } options)
    {
        Console.WriteLine(CommandLine.Help);
        return 0;
    }
    var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.TrySetResult();
    }
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

    await using var sandbox = await SandboxHost.StartAsync(options);
    Console.WriteLine($"crm  {sandbox.CrmAddress.GetLeftPart(UriPartial.Authority)}");
    Console.WriteLine($"shop {sandbox.ShopAddress.GetLeftPart(UriPartial.Authority)}");
    await stop.Task;
    return 0;
}
catch (Exception mistake) when (mistake is FormatException or IOException)
{
    Console.Error.WriteLine($"sandbox: {mistake.Message}");
    return 1;
}
