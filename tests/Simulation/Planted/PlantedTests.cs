using System.Globalization;

namespace Sync.Simulation;

/// <summary>
/// The simulator finds each of these bugs, planted one at a time, within the seeds that CI runs of that shape, and it is a named
/// checker that reports it. SIMULATION_HISTORIES and SIMULATION_SEED say how many and from where, as for the sound house.
/// </summary>
public sealed class PlantedTests(Xunit.Abstractions.ITestOutputHelper output)
{
    public static TheoryData<string> AllBugs => [.. PlantedBugs.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(AllBugs))]
    public void The_simulator_finds(string planted)
    {
        var bug = PlantedBugs.All.Single(b => b.Name == planted);
        PlantedHouse.Faults(bug).ShouldBeEmpty();
        var house = new PlantedHouse(bug);
        var found = house.FirstFailure(bug.Shape, Settings.FirstSeed, Settings.HistoriesOf(bug.Shape));
        output.WriteLine($"{bug.Shape}: {found ?? "not found"}");
        found.ShouldNotBeNull($"{Settings.HistoriesOf(bug.Shape)} histories of the shape {bug.Shape} did not show it");
        var checker = found.Split(' ')[1].TrimEnd(':');
        bug.Checkers.Split(' ').ShouldContain(checker, found);
    }

    /// <summary>What is reported is short enough to be read: the same harm with fewer records, edits, crashes and faults.</summary>
    [Fact]
    public void A_failing_history_is_shrunk()
    {
        var house = new PlantedHouse(PlantedBugs.All.Single(b => b.Name == "barrier dropped after unlink"));
        var seed = int.Parse(house.FirstFailure("unlinking", Settings.FirstSeed, Settings.HistoriesOf("unlinking"))!.Split(':', ' ')[1], CultureInfo.InvariantCulture);
        var story = house.ShortestStory("unlinking", seed);
        var whole = Array.IndexOf(story, "");
        foreach (var line in story.Skip(whole + 1))
            output.WriteLine(line);
        (story.Length - whole - 1).ShouldBeLessThan(whole);
        story[^1].ShouldStartWith("NoRevival: ");
    }
}
