using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>All silos are replaced, one after the other, while people work.</summary>
[Collection(nameof(Alone))]
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    private static readonly SandboxOptions Sides = new() { Customers = 40, Products = 30, Quotes = 10, Orders = 20, Users = 10 };

    /// <summary>The silo of another build to begin with, and whether to go back to it; see tests/EndToEnd/upgrade.sh.</summary>
    private static readonly string First = Environment.GetEnvironmentVariable("SYNC_UPGRADE_FROM") ?? ClusterWorld.ThisBuild;

    /// <summary>That build's own configuration: it may not know what is written in this one's.</summary>
    private static readonly string? Configuration = Environment.GetEnvironmentVariable("SYNC_UPGRADE_CONFIG");

    private static readonly bool GoesBack = Environment.GetEnvironmentVariable("SYNC_UPGRADE_BACK") == "true";

    [Fact]
    public async Task Silos_restarted_in_turn_under_load_end_in_good_order_and_nobody_sees_more_than_a_pause() =>
        await RollAsync(First, GoesBack ? [ClusterWorld.ThisBuild, First] : [ClusterWorld.ThisBuild]);

    /// <summary>Replaces every silo of a program by one of the next, program after program.</summary>
    private async Task RollAsync(string first, params string[] then)
    {
        await using var world = await ClusterWorld.StartAsync(Sides, change: text => Configuration is null ? text : File.ReadAllText(Configuration), program: first);
        var storm = new MixedStorm(world.Crm, world.Shop, Scale.Seed);
        await storm.BeginAsync();
        var load = new Load(storm);
        using var rest = new CancellationTokenSource();
        var working = load.RunAsync(rest.Token);

        var codes = new List<int>();
        foreach (var program in then)
        {
            world.Program = program;
            foreach (var member in world.Members)
                codes.Add(await ReplaceAsync(member));
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

    /// <summary>Stops a silo, and waits until the next one in its place serves; how the first ended.</summary>
    private async Task<int> ReplaceAsync(Member member)
    {
        var began = TimeProvider.System.GetTimestamp();
        var old = member.Process;
        var code = await old.StopAsync();
        output.WriteLine($"silo {member.Number} was drained in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
        await Eventually.TrueAsync(() => Task.FromResult(member.Process == old ? "not started again" : null));
        await member.Process.ListeningAsync();
        return code;
    }

    /// <summary>Writes that a side refused, but for a version that had moved on: an answer like any other.</summary>
    private static async Task<IReadOnlyList<string>> FailedWritesAsync(ClusterWorld world) =>
        [.. (await world.Crm.AllWritesAsync()).Concat(await world.Shop.AllWritesAsync())
            .Where(w => w["status"]!.GetValue<int>() is >= 300 and not 412)
            .Select(w => $"{w["method"]} {w["path"]}: {w["status"]}")];
}
