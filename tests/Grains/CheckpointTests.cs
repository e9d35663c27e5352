using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>What an ingest remembers.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public async Task A_restarted_silo_goes_on_from_its_checkpoint_and_lists_nothing_again()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync("first", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await cluster.StopAsync();

        cluster.Sides.Shop.Put("shop-a", "a", "edited while stopped");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await Eventually.IsAsync("edited while stopped", () => Task.FromResult(cluster.Sides.Crm.TextOf("a")));
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
        (await cluster.Grains.GetGrain<IIngestGrain>("shop/thing").GetStatusAsync()).Scanned.ShouldBe(0);
    }
}
