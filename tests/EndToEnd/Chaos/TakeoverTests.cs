using System.Text.Json.Nodes;
using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>A silo goes, one way or another, and the others serve its pairs.</summary>
[Collection(nameof(Alone))]
public sealed class TakeoverTests(ITestOutputHelper output)
{
    private static readonly SandboxOptions Sides = new() { Customers = 60, Products = 2, Quotes = 1, Orders = 1, Users = 1 };

    [Fact]
    public async Task The_pairs_of_a_killed_silo_are_served_by_the_others()
    {
        await using var world = await ClusterWorld.StartAsync(Sides);

        await world.Members[0].Process.KillAsync();

        output.WriteLine($"after SIGKILL, the last pair was served within {await EveryPairIsServedAsync(world, "killed"):0.0} s");
    }

    [Fact]
    public async Task The_pairs_of_a_frozen_silo_are_served_by_the_others_and_it_ends_when_it_wakes()
    {
        await using var world = await ClusterWorld.StartAsync(Sides);

        var frozen = world.Members[0].Process;
        await frozen.SignalAsync("STOP");

        output.WriteLine($"after SIGSTOP, the last pair was served within {await EveryPairIsServedAsync(world, "frozen"):0.0} s");
        await frozen.SignalAsync("CONT");
        (await frozen.EndAsync()).ShouldNotBe(0);
    }

    /// <summary>Edits every customer at once; the seconds until the last edit has arrived.</summary>
    private static async Task<double> EveryPairIsServedAsync(ClusterWorld world, string text)
    {
        var began = TimeProvider.System.GetTimestamp();
        var customers = await world.Crm.ListAsync("customers");
        await Task.WhenAll(customers.Select(customer => world.Crm.PatchAsync("customers", World.Text(customer, "id"), "company", text)));
        await Eventually.TrueAsync(async () =>
        {
            var stale = (await world.Shop.ListAsync("customers")).Count(c => World.Text(c, "company") != text && HasCounterpart(customers, c));
            return stale == 0 ? null : $"{stale} customers have not followed";
        });
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static bool HasCounterpart(IReadOnlyList<JsonObject> customers, JsonObject other) =>
        customers.Any(c => World.Text(c, "email").Equals(World.Text(other, "email"), StringComparison.OrdinalIgnoreCase));
}
