using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests;

/// <summary>All five pairings at once, with the sides failing and the silo killed.</summary>
public sealed class MixedStormTests(ITestOutputHelper output) : World
{
    private readonly int kills = Math.Min(2 * Scale.Times, 10);
    private readonly int steps = 80 * Scale.Times;

    protected override Sandbox.SandboxOptions Options => new() { Customers = 20, Products = 15, Quotes = 8, Orders = 10, Users = 6 };


    [Fact]
    public async Task Killed_and_under_faults_all_five_pairings_lose_nothing_double_nothing_and_leave_nothing_dangling()
    {
        await StartSiloInStepAsync();
        var storm = new MixedStorm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();
        foreach (var (side, seed) in new[] { (Crm, 1), (Shop, 2) })
        {
            await side.SetFaultsAsync(new JsonObject
            {
                ["errorRate"] = 0.1,
                ["throttleRate"] = 0.05,
                ["retryAfterSeconds"] = 1,
                ["timeoutAfterCommitRate"] = 0.05,
                ["duplicateFeedRate"] = 0.2,
                ["reorderFeed"] = true,
                ["seed"] = Scale.Seed + seed,
            });
        }

        var random = new Random(Scale.Seed);
        var killAt = Enumerable.Range(0, kills).Select(k => (k * steps / kills) + random.Next(1, steps / kills)).ToHashSet();
        var metIntents = 0;
        for (var step = 0; step < steps; step++)
        {
            await (step % 8 == 7 ? storm.CreateAsync() : storm.EditAsync());
            if (!killAt.Contains(step))
                continue;
            await Silo.KillAsync();
            metIntents += OpenIntents() > 0 ? 1 : 0;
            await StartSiloAsync();
            await Silo.ListeningAsync();
        }

        await Task.WhenAll(Crm.ClearFaultsAsync(), Shop.ClearFaultsAsync());
        output.WriteLine($"seed {Scale.Seed}: {steps} steps, {kills} kills, {metIntents} met an open intent");
        await Eventually.TrueAsync(storm.ComplaintAsync);
    }
}
