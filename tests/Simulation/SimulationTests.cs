using System.Globalization;

namespace Sync.Simulation;

/// <summary>
/// Seeded histories of the real ingest and pair loops over simulated sides. SIMULATION_HISTORIES sets how many of each shape,
/// SIMULATION_SEED where they begin.
/// </summary>
public sealed class SimulationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly int Histories = Number("SIMULATION_HISTORIES", 2_000);
    private static readonly int FirstSeed = Number("SIMULATION_SEED", 1);

    private static readonly Shape[] Shapes =
    [
        new("linked") { InitialRecords = 1, Edits = 8 },
        new("keyed") { InitialRecords = 1, Creates = 3, Edits = 6 },
        new("unkeyed") { Keyed = false, InitialRecords = 1, Creates = 2, Edits = 6 },
        new("deleting") { InitialRecords = 2, Creates = 1, Edits = 8, Deletes = true },
    ];

    [Fact]
    public void One_linked_pair_loses_no_edit() => RunAll(Shapes[0]);

    [Fact]
    public void Creating_and_linking_by_key_doubles_nothing() => RunAll(Shapes[1]);

    [Fact]
    public void Creating_without_a_key_doubles_nothing() => RunAll(Shapes[2]);

    [Fact]
    public void Deleting_brings_nothing_back_and_loses_no_edit() => RunAll(Shapes[3]);

    private static void RunAll(Shape shape)
    {
        var failures = new System.Collections.Concurrent.ConcurrentBag<(int Seed, string Fault)>();
        var crashes = 0;
        Parallel.For(FirstSeed, FirstSeed + Histories, seed =>
        {
            var history = new History(seed, shape);
            if (history.Run() is { } fault)
                failures.Add((seed, fault));
            Interlocked.Add(ref crashes, history.Crashes);
        });
        crashes.ShouldBeGreaterThan(0, "a simulation that never crashes proves nothing about crashes");
        failures.OrderBy(f => f.Seed).Take(5).Select(f => $"{shape.Name} seed {f.Seed}: {f.Fault}").ShouldBeEmpty(
            $"{failures.Count} of {Histories} histories failed");
    }

    /// <summary>Prints the story of one seed: SIMULATION_STORY=shape:seed.</summary>
    [Fact]
    public void A_seed_tells_the_same_story_twice()
    {
        var wanted = (Environment.GetEnvironmentVariable("SIMULATION_STORY") ?? "keyed:1").Split(':');
        var seed = int.Parse(wanted[1], CultureInfo.InvariantCulture);
        var shape = Shapes.Single(s => s.Name == wanted[0]);
        var (first, second) = (new History(seed, shape), new History(seed, shape));
        var faults = (first.Run(), second.Run());
        foreach (var line in first.Disk.Story.Append($"{faults.Item1}"))
            output.WriteLine(line);
        // Pair ids are random; everything else is the seed's.
        first.Disk.Story.Count.ShouldBe(second.Disk.Story.Count);
        faults.Item1.ShouldBe(faults.Item2);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
