using System.Globalization;
using Sync.Storage.Tests.Postgres;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>What was measured while a cluster was of one size, or changed it.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Changes">What the sides' feeds told meanwhile: an edit is two, itself and its echo.</param>
/// <param name="Latencies">From an edit to the other side, shortest first.</param>
/// <param name="Cpu">Processor seconds; <see langword="null"/>: silos came or went, and what starting costs is of no interest.</param>
/// <param name="Silos">What each had in memory at the end.</param>
internal sealed record Stage(string Name, double Seconds, long Changes, IReadOnlyList<TimeSpan> Latencies, CpuSeconds? Cpu, IReadOnlyList<V1.SiloStatus> Silos)
{
    public static string Header =>
        $"{"",-20} {"changes/s",9} {"median",9} {"p99",9} {"longest",9}   CPU s per 1,000 changes, or at rest per s: {"silos",6} {"PostgreSQL",10} {"sandbox",8}";

    /// <summary>Nobody does anything.</summary>
    public static Task<Stage> MeasureAsync(ClusterWorld world, string name, TimeSpan lasts) => MeasureAsync(world, name, async () =>
    {
        await Task.Delay(lasts, TimeProvider.System);
        return [];
    });

    /// <summary>People work, and something happens to the silos; then so many seconds more.</summary>
    public static async Task<Stage> MeasureAsync(ClusterWorld world, string name, TimeSpan lasts, Load load, Probes probes, params Func<Task>[] happens)
    {
        var stage = await MeasureAsync(world, name, async () =>
        {
            using var over = new CancellationTokenSource();
            var (loading, probing) = (load.RunAsync(over.Token), probes.RunAsync(over.Token));
            foreach (var one in happens)
                await one();
            await Task.Delay(lasts, TimeProvider.System);
            await over.CancelAsync();
            await loading;
            return await probing;
        });
        return happens.Length == 0 ? stage : stage with { Cpu = null };
    }

    /// <summary>As a line of the table, and one below it with the shares.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Name,-20} {Changes / Seconds,9:0.0} {At(0.5),9} {At(0.99),9} {At(1),9}   {"",42} {Cpu?.Per(Latencies.Count > 0 ? Changes / 1000d : Seconds)}
            {string.Join("; ", Silos.Select(Share))}
        """);

    private static async Task<Stage> MeasureAsync(ClusterWorld world, string name, Func<Task<IReadOnlyList<TimeSpan>>> work)
    {
        var (began, cpu, changes) = (TimeProvider.System.GetTimestamp(), CpuSeconds.Of(world), await world.ChangesAsync());
        var latencies = await work();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new Stage(name, seconds, await world.ChangesAsync() - changes, latencies, CpuSeconds.Of(world) - cpu, await world.SilosAsync());
    }

    private string Share(V1.SiloStatus silo, int number) =>
        $"silo {number}: {silo.Pairs} pairs ({100 * silo.Pairs / Math.Max(1, Silos.Sum(s => s.Pairs))} %), {silo.Ingests} ingests, {silo.Pairings} pairings";

    private string At(double quantile) => Latencies.Count == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{Latencies[(int)Math.Ceiling(quantile * Latencies.Count) - 1].TotalMilliseconds:0} ms");
}

/// <summary>Processor seconds of what makes up a cluster.</summary>
internal readonly record struct CpuSeconds(double Silos, double Database, double Sandbox)
{
    /// <summary>All that the processes of a world have had so far.</summary>
    public static CpuSeconds Of(ClusterWorld world) => new(
        world.Members.Sum(member => ProcessorTime.Of(member.Process.Id)), ProcessorTime.Of(world.Database.ProcessId), ProcessorTime.Of(world.Sandbox.Id));

    public static CpuSeconds operator -(CpuSeconds later, CpuSeconds earlier) =>
        new(later.Silos - earlier.Silos, later.Database - earlier.Database, later.Sandbox - earlier.Sandbox);

    public string Per(double units) =>
        string.Create(CultureInfo.InvariantCulture, $"{Silos / units,6:0.000} {Database / units,10:0.000} {Sandbox / units,8:0.000}");
}
