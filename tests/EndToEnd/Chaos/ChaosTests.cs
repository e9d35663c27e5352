using System.Globalization;
using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>
/// Three silos, PostgreSQL and network harmed by a seeded schedule while people work on both sides. <c>SYNC_CHAOS_BLOWS</c> says how
/// many blows (7; the long form has 40), <c>SYNC_CHAOS_SEEDS=1,2,3</c> which schedules.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int BlowsInShort = 7;
    private static readonly SandboxOptions Sides = new() { Customers = 40, Products = 30, Quotes = 10, Orders = 20, Users = 10 };

    public static TheoryData<int> Seeds => [.. (Environment.GetEnvironmentVariable("SYNC_CHAOS_SEEDS") ?? $"{Scale.Seed}")
        .Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))];

    private static int Blows => int.TryParse(Environment.GetEnvironmentVariable("SYNC_CHAOS_BLOWS"), out var blows) ? blows : BlowsInShort;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_is_killed_frozen_drained_crashed_reset_or_cut_nothing_is_lost_and_nothing_doubled(int seed)
    {
        await using var world = await ClusterWorld.StartAsync(Sides, cuttable: true);
        var storm = new MixedStorm(world.Crm, world.Shop, seed);
        await storm.BeginAsync();
        var parked = await world.HaltedAsync();
        var load = new Load(storm);
        var havoc = new Havoc(world, output.WriteLine);
        using var rest = new CancellationTokenSource();
        var began = TimeProvider.System.GetTimestamp();
        var working = load.RunAsync(rest.Token);

        try
        {
            await havoc.RunAsync(Blow.Schedule(seed, Blows, world.Network is not null));
        }
        finally
        {
            await rest.CancelAsync();
            await working;
        }

        var struck = TimeProvider.System.GetElapsedTime(began);
        try
        {
            await Eventually.TrueAsync(storm.ComplaintAsync);
            await Eventually.TrueAsync(world.UnrestAsync);
        }
        catch (TimeoutException)
        {
            output.WriteLine(world.Said());
            throw;
        }

        var settled = TimeProvider.System.GetElapsedTime(began) - struck;
        (await world.HaltedAsync()).ShouldBe(parked);
        output.WriteLine(
            $"seed {seed}: {string.Join(", ", havoc.Done.OrderBy(d => d.Key).Select(d => $"{d.Value} {d.Key}"))}; {world.Members.Sum(m => m.Restarts)} restarts; "
            + $"{load.Edits} edits and {load.Creates} creates in {struck.TotalSeconds:0} s, all in step {settled.TotalSeconds:0.0} s later"
            + (world.Network is null ? "; no network namespaces here, so nothing was cut" : ""));
    }
}
