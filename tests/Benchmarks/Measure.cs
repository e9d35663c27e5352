using System.Diagnostics;

namespace Sync.Benchmarks;

/// <summary>One row of the table.</summary>
/// <param name="Name">What was run.</param>
/// <param name="Changes">How many changes; a change is one feed item, so an edit is two: itself and its echo.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSeconds">Processor time of the whole process: engine, sides, streams and store together.</param>
/// <param name="Note">What limits it.</param>
internal sealed record Row(string Name, long Changes, double Seconds, double CpuSeconds, string Note)
{
    public double PerSecond => Changes / Seconds;

    public double CpuPerThousand => CpuSeconds * 1000 / Changes;
}

/// <summary>Measures wall and processor time of one piece of work.</summary>
internal static class Measure
{
    public static async Task<Row> RunAsync(string name, string note, Func<Task<long>> work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var changes = await work();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        return new Row(name, changes, seconds, (process.TotalProcessorTime - cpu).TotalSeconds, note);
    }

    /// <summary>Looks every 10 ms until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
    }
}
