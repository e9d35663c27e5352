using System.Globalization;

namespace Sync.Simulation;

/// <summary>
/// Seeded histories of the real ingest and pair loops over simulated sides. SIMULATION_HISTORIES sets how many of each shape,
/// SIMULATION_SEED where they begin; SIMULATION_MINUTES has each shape run for as long instead.
/// </summary>
public sealed class SimulationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    /// <summary>Each step more is a history more.</summary>
    private const int MostEditsCrashedEverywhere = 10;

    public static TheoryData<string> AllShapes => [.. Shapes.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(AllShapes))]
    public void Nothing_is_lost_doubled_or_left_apart(string shape)
    {
        var found = Seeds.Search(Shapes.Of(shape), Settings.FirstSeed, Settings.HistoriesOf(shape), Settings.Minutes);
        output.WriteLine($"{found.Histories} histories, {found.Crashes} crashes, {found.LostInWindow} edits lost in the documented window of unconditional sides, {found.InDoubt} counters in doubt that people were told of");
        output.WriteLine($"done by people: {string.Join(", ", found.Acts.OrderBy(act => act.Key).Select(act => $"{act.Value} {act.Key}"))}");
        found.Crashes.ShouldBeGreaterThan(0, "a simulation that never crashes proves nothing about crashes");
        if (found.Failures.Count > 0)
            Assert.Fail($"{found.Failures.Count} of {found.Histories} histories failed.\n{Told(Shapes.Of(shape), found.Failures)}");
    }

    /// <summary>Not where chance has it, but at each step there is: a history for each, the same up to there.</summary>
    [Theory]
    [MemberData(nameof(AllShapes))]
    public void A_crash_at_any_step_loses_nothing(string shape)
    {
        var calm = Calm(shape);
        for (var seed = Settings.FirstSeed; seed < Settings.FirstSeed + Settings.SeedsCrashedEverywhere; seed++)
        {
            var whole = new History(seed, calm);
            whole.Run().ShouldBeNull($"{shape}:{seed} without a crash");
            var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
            Parallel.For(1, whole.Steps + 1, step =>
            {
                if (new History(seed, calm, crashAt: step).Run() is { } fault)
                    failures.Add($"{shape}:{seed} crashed at step {step}: {fault}");
            });
            failures.ShouldBeEmpty();
        }
    }

    /// <summary>Prints the story of one seed: SIMULATION_STORY=shape:seed, or shape:seed:step of one that is crashed at a step and nowhere else.</summary>
    [Fact]
    public void A_seed_tells_the_same_story_twice()
    {
        var wanted = Settings.Story.Split(':');
        var (shape, seed) = (wanted.Length > 2 ? Calm(wanted[0]) : Shapes.Of(wanted[0]), int.Parse(wanted[1], CultureInfo.InvariantCulture));
        var crashAt = wanted.Length > 2 ? int.Parse(wanted[2], CultureInfo.InvariantCulture) : -1;
        var (first, second) = (new History(seed, shape, tells: true, crashAt), new History(seed, shape, tells: true, crashAt));
        var (one, other) = (first.Run(), second.Run());
        foreach (var line in first.World.Disk.Story!.Append($"{one}"))
            output.WriteLine(line);
        // Pair ids are random; everything else is the seed's.
        first.World.Disk.Story!.Count.ShouldBe(second.World.Disk.Story!.Count);
        one?.Checker.ShouldBe(other?.Checker);
    }

    private static Shape Calm(string shape) =>
        Shapes.Of(shape) with { Crashes = 0, Edits = Math.Min(Shapes.Of(shape).Edits, MostEditsCrashedEverywhere) };

    /// <summary>The seeds that failed, and the shortest history that fails like the first.</summary>
    private static string Told(Shape shape, IReadOnlyList<(int Seed, Fault Fault)> failures)
    {
        var shortest = Shrinking.Shrink(shape, failures[0].Seed, failures[0].Fault.Checker);
        return string.Join('\n', failures.Take(5).Select(f => $"{shape.Name}:{f.Seed} {f.Fault}"))
            + $"\nThe shortest found, seed {shortest.Seed} of {shortest.Shape}:\n{string.Join('\n', shortest.Story)}";
    }
}

/// <summary>How much is run; all of it can be set from outside.</summary>
internal static class Settings
{
    public static int HistoriesOf(string shape) => (int)(Number("SIMULATION_HISTORIES", 1_000) * Shapes.Of(shape).Times);

    /// <summary>A few hundred histories each.</summary>
    public static int SeedsCrashedEverywhere => Number("SIMULATION_CRASHED", 1);

    public static int FirstSeed => Number("SIMULATION_SEED", 1);

    public static int Minutes => Number("SIMULATION_MINUTES", 0);

    public static string Story => Environment.GetEnvironmentVariable("SIMULATION_STORY") ?? "keyed:1";

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
