using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>All silos are replaced, one after the other, while people work.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static readonly SandboxOptions Sides = new() { Customers = 40, Products = 30, Quotes = 10, Orders = 20, Users = 10 };

    [Fact]
    public async Task Silos_restarted_in_turn_under_load_end_in_good_order_and_nobody_sees_more_than_a_pause()
    {
        await using var world = await ClusterWorld.StartAsync(Sides);
        var storm = new MixedStorm(world.Crm, world.Shop, Scale.Seed);
        await storm.BeginAsync();
        var load = new Load(storm);
        using var rest = new CancellationTokenSource();
        var working = load.RunAsync(rest.Token);

        var codes = new List<int>();
        foreach (var member in world.Members)
        {
            var began = TimeProvider.System.GetTimestamp();
            var old = member.Process;
            codes.Add(await old.StopAsync());
            output.WriteLine($"silo {member.Number} was drained in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
            await Eventually.TrueAsync(() => Task.FromResult(member.Process == old ? "not started again" : null));
            await member.Process.ListeningAsync();
        }

        await rest.CancelAsync();
        await working;
        var still = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(storm.ComplaintAsync);
        await Eventually.TrueAsync(world.UnrestAsync);

        output.WriteLine($"{load.Edits} edits and {load.Creates} creates; in step {TimeProvider.System.GetElapsedTime(still).TotalSeconds:0.0} s after the last");
        codes.ShouldAllBe(code => code == 0);
        (await world.HaltedAsync()).ShouldBe(0);
        (await FailedWritesAsync(world)).ShouldBe([]);
    }

    /// <summary>Writes that a side refused, but for a version that had moved on: an answer like any other.</summary>
    private static async Task<IReadOnlyList<string>> FailedWritesAsync(ClusterWorld world) =>
        [.. (await world.Crm.AllWritesAsync()).Concat(await world.Shop.AllWritesAsync())
            .Where(w => w["status"]!.GetValue<int>() is >= 300 and not 412)
            .Select(w => $"{w["method"]} {w["path"]}: {w["status"]}")];
}
