using System.Globalization;

namespace Sync.Simulation;

/// <summary>
/// Seeded histories of the real ingest and pair loops over simulated sides. SIMULATION_HISTORIES sets how many of each shape,
/// SIMULATION_SEED where they begin.
/// </summary>
public sealed class SimulationTests
{
    private static readonly int Histories = Number("SIMULATION_HISTORIES", 2_000);
    private static readonly int FirstSeed = Number("SIMULATION_SEED", 1);

    [Fact]
    public void One_linked_pair_loses_no_edit() => RunAll(new Shape("linked") { InitialRecords = 1, Edits = 8 });

    [Fact]
    public void Creating_and_linking_by_key_doubles_nothing() => RunAll(new Shape("keyed") { InitialRecords = 1, Creates = 3, Edits = 6 });

    [Fact]
    public void Creating_without_a_key_doubles_nothing() =>
        RunAll(new Shape("unkeyed") { Keyed = false, InitialRecords = 1, Creates = 2, Edits = 6 });

    [Fact]
    public void Deleting_brings_nothing_back_and_loses_no_edit() =>
        RunAll(new Shape("deleting") { InitialRecords = 2, Creates = 1, Edits = 8, Deletes = true });

    private static void RunAll(Shape shape)
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<(int Seed, string Fault)>();
        var crashes = 0;
        Parallel.For(FirstSeed, FirstSeed + Histories, seed =>
        {
            SynchronizationContext.SetSynchronizationContext(null);
            var history = new History(seed, shape);
            if (history.Run() is { } fault)
                failures.Add((seed, fault));
            Interlocked.Add(ref crashes, history.Crashes);
        });
        crashes.ShouldBeGreaterThan(0, "a simulation that never crashes proves nothing about crashes");
        failures.OrderBy(f => f.Seed).Take(5).Select(f => $"{shape.Name} seed {f.Seed}: {f.Fault}").ShouldBeEmpty(
            $"{failures.Count} of {Histories} histories failed");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
