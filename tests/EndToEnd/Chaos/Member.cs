namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>One place in a cluster, and the silo process in it: when one ends, for whatever reason, the next is started.</summary>
internal sealed class Member(int number, Func<int, SiloProcess> start) : IAsyncDisposable
{
    private readonly List<SiloProcess> ended = [];
    private volatile SiloProcess process = start(number);
    private volatile bool isRetired;

    public int Number => number;

    /// <summary>How many processes were started after the first.</summary>
    public int Restarts => ended.Count;

    /// <summary>What the processes said, the newest last.</summary>
    public IEnumerable<string> Said => ended.Append(process).Select(one => one.Output);

    /// <summary>The process of now; a later one is another.</summary>
    public SiloProcess Process => process;

    /// <summary>Nothing is started here any more.</summary>
    public void Retire() => isRetired = true;

    /// <summary>Starts the next process, if this one has ended.</summary>
    public void Revive()
    {
        if (!process.HasExited || isRetired)
            return;
        ended.Add(process);
        process = start(number);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in ended.Append(process))
            await one.DisposeAsync();
    }
}
