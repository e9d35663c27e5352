namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>One place in a cluster, and the silo process in it: when one ends, the next is started, as a supervisor would.</summary>
internal sealed class Member(int number, Func<int, SiloProcess> start) : IAsyncDisposable
{
    private SiloProcess process = start(number);

    public int Number => number;

    public bool HasExited => process.HasExited;

    /// <summary>What all its processes said, without those that were started since this was asked.</summary>
    public List<string> Said { get; } = [];

    public string Output => process.Output;

    public Task<Uri> ListeningAsync() => process.ListeningAsync();

    public Task KillAsync() => process.KillAsync();

    /// <summary>SIGTERM; the exit code.</summary>
    public Task<int> StopAsync() => process.StopAsync();

    public Task FreezeAsync() => process.SignalAsync("STOP");

    public Task ThawAsync() => process.SignalAsync("CONT");

    /// <summary>Waits until it ends by itself; the exit code.</summary>
    public Task<int> EndAsync() => process.EndAsync();

    /// <summary>Starts the next process, if this one has ended; whether it had.</summary>
    public async Task<bool> RestartAsync()
    {
        if (!process.HasExited)
            return false;
        Said.Add(process.Output);
        await process.DisposeAsync();
        process = start(number);
        return true;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
