using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>A graceful stop that finds a write under way.</summary>
public sealed class WriteInHandTests
{
    [Fact]
    public async Task A_drained_silo_ends_the_write_in_hand_and_begins_no_other()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        cluster.Sides.Shop.HoldWrites();
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.Sides.Shop.WriteArrived.Task;
        cluster.Sides.Crm.Put("crm-1", "a", "second");
        await Eventually.IsAsync(true, async () => (await cluster.Grains.GetGrain<IIngestGrain>("crm/thing").GetStatusAsync()).Window > 0);

        var stopped = cluster.StopAsync();
        await Eventually.IsAsync(true, () => Task.FromResult(cluster.IsDraining));
        cluster.Sides.Shop.LetGo.SetResult();
        await stopped;

        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
        cluster.Sides.Shop.TextOf("a").ShouldBe("first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync("second", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a", "update shop-a"]);
    }
}
