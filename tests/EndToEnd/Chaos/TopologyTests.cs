using System.Globalization;
using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>
/// A cluster of three silos grows to four and shrinks to one while people work. <c>SYNC_TOPOLOGY_SECONDS</c> says how long a stage
/// takes (2), <c>SYNC_TOPOLOGY_RATE</c> how many edits are made a second (20); see topology.sh.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TopologyTests(ITestOutputHelper output)
{
    private static readonly SandboxOptions Sides = new() { Customers = 100, Products = 30, Quotes = 10, Orders = 20, Users = 10 };
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(Number("SYNC_TOPOLOGY_SECONDS", 2));
    private static readonly int Rate = Number("SYNC_TOPOLOGY_RATE", 20);

    [Fact]
    public async Task Silos_that_come_take_their_share_those_that_go_leave_it_and_nothing_is_lost()
    {
        await using var world = await ClusterWorld.StartAsync(Sides);
        var (storm, probes) = (new MixedStorm(world.Crm, world.Shop, Scale.Seed), new Probes(world.Crm, world.Shop));
        await storm.BeginAsync();
        await probes.BeginAsync();
        var load = new Load(storm, Rate);
        output.WriteLine(Stage.Header);

        await WorkAsync("three silos, cold");
        await WorkAsync("a fourth comes", world.AddAsync, () => SharedAsync(world));
        await WorkAsync("four silos");
        await WorkAsync("one goes by SIGTERM", () => world.RemoveAsync(silo => silo.StopAsync()));
        await WorkAsync("three silos");
        await RestAsync("three silos at rest");
        await WorkAsync("one goes by SIGKILL", () => world.RemoveAsync(silo => silo.KillAsync()));
        await WorkAsync("two silos");
        await WorkAsync("one more by SIGTERM", () => world.RemoveAsync(silo => silo.StopAsync()));
        await WorkAsync("one silo");
        await RestAsync("one silo at rest");

        var still = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(storm.ComplaintAsync);
        await Eventually.TrueAsync(world.UnrestAsync);
        output.WriteLine($"{load.Edits} edits and {load.Creates} creates; both sides equal {TimeProvider.System.GetElapsedTime(still).TotalSeconds:0.0} s after the last");
        (await world.HaltedAsync()).ShouldBe(0);

        Task<Stage> RestAsync(string name) => TellAsync(Stage.MeasureAsync(world, name, Lasts));

        Task<Stage> WorkAsync(string name, params Func<Task>[] happens) => TellAsync(Stage.MeasureAsync(world, name, Lasts, load, probes, happens));
    }

    /// <summary>Waits until every silo has at least half of the pairs that it would have if all had the same, and no silo has all ingests.</summary>
    private static Task SharedAsync(ClusterWorld world) => Eventually.TrueAsync(async () =>
    {
        var silos = await world.SilosAsync();
        if (silos.Max(silo => silo.Ingests) == silos.Sum(silo => silo.Ingests))
            return "one silo has all ingests";
        return silos.Any(silo => silo.Pairs == 0 || silo.Pairs * 2 * silos.Count < silos.Sum(s => s.Pairs)) ? $"pairs are {string.Join(", ", silos.Select(s => s.Pairs))}" : null;
    });

    private async Task<Stage> TellAsync(Task<Stage> measuring)
    {
        var stage = await measuring;
        output.WriteLine(stage.ToString());
        return stage;
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
