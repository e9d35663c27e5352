using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sync.Sandbox;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>A silo is frozen in the middle of its writes, is given up by the others, and wakes.</summary>
[Collection(nameof(Alone))]
public sealed partial class ZombieTests(ITestOutputHelper output)
{
    private static readonly SandboxOptions Sides = new() { Customers = 60, Products = 2, Quotes = 1, Orders = 1, Users = 1 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_new_owner_wrote_stands_and_the_silo_that_wakes_ends_without_a_write(bool isConditional)
    {
        await using var world = await ClusterWorld.StartAsync(Sides, change: text => isConditional ? text
            : ShopSection().Replace(text, "$0\n    capabilities: { conditionalWrites: false }", 1));
        await world.Shop.SetFaultsAsync(new JsonObject { ["latencyMs"] = 300, ["conditionalWrites"] = isConditional });

        // Frozen while writes of the first edit are on their way, and have others queued behind them.
        await EditAllAsync(world, "before");
        await Eventually.TrueAsync(async () => await ArrivedAsync(world, "before") > 0 ? null : "none has arrived");
        var zombie = world.Members[0].Process;
        await zombie.SignalAsync("STOP");
        await Eventually.TrueAsync(() => ArrivedAllAsync(world, "before"));
        await world.Shop.SetFaultsAsync(new JsonObject { ["latencyMs"] = 0 });
        await EditAllAsync(world, "after");
        await Eventually.TrueAsync(() => ArrivedAllAsync(world, "after"));
        var writes = (await world.Shop.DoneWritesAsync()).Count;

        await zombie.SignalAsync("CONT");
        var code = await zombie.EndAsync();

        var late = (await world.Shop.DoneWritesAsync()).Count - writes;
        output.WriteLine($"conditional {isConditional}: the silo that woke ended with {code} after {late} writes; it said: {zombie.Output.Split('\n')[^1]}");
        code.ShouldNotBe(0);
        late.ShouldBe(0);
        (await ArrivedAllAsync(world, "after")).ShouldBeNull();
    }

    private static async Task EditAllAsync(ClusterWorld world, string text) => await Task.WhenAll((await world.Crm.ListAsync("customers"))
        .Select(customer => world.Crm.PatchAsync("customers", World.Text(customer, "id"), "company", text)));

    private static async Task<int> ArrivedAsync(ClusterWorld world, string text) =>
        (await world.Shop.ListAsync("customers")).Count(c => World.Text(c, "company") == text);

    private static async Task<string?> ArrivedAllAsync(ClusterWorld world, string text)
    {
        var (all, arrived) = ((await world.Crm.ListAsync("customers")).Count, await ArrivedAsync(world, text));
        return arrived == all ? null : $"{arrived} of {all} have arrived";
    }

    [GeneratedRegex("^  shop: .*$", RegexOptions.Multiline)]
    private static partial Regex ShopSection();
}
