using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>What nobody waits for goes in the background; what a person did goes before it.</summary>
public sealed class LaneTests
{
    [Fact]
    public async Task A_backfill_and_a_resync_go_in_the_background_and_an_edit_does_not()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "there");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        cluster.Sides.Crm.InBackgroundAsked.ShouldContain("list");
        cluster.Sides.Shop.InBackgroundAsked.ShouldContain("create");
        Forget(cluster);

        cluster.Sides.Crm.Put("crm-1", "a", "edited");
        await Eventually.IsAsync("edited", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        cluster.Sides.Shop.InBackgroundAsked.ShouldNotContain("update");
        await cluster.RestsAsync(1);
        Forget(cluster);

        await cluster.Grains.GetGrain<IPairingGrain>("thing").StartResyncAsync("Eve");
        await Eventually.TrueAsync(() => Task.FromResult(
            cluster.Sides.Crm.InBackgroundAsked.Contains("read crm-1") && cluster.Sides.Shop.InBackgroundAsked.Contains("read shop-a") ? null : "not read"));
    }

    [Fact]
    public async Task An_edit_made_during_a_first_scan_does_not_wait_for_its_end()
    {
        await using var cluster = new Cluster();
        var crm = cluster.Sides.Crm;
        crm.Put("crm-1", "a", "there");
        crm.Put("crm-2", "b", "there");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(2);

        crm.ListsAtOnce = 1;
        crm.HoldLists();
        crm.Expires = true;
        crm.Put("crm-2", "b", "edited before");
        await crm.ListGoesOn.Task;
        crm.Put("crm-1", "a", "edited while it lists");

        await Eventually.IsAsync("edited while it lists", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        crm.LetList.SetResult();
        await Eventually.IsAsync("edited before", () => Task.FromResult(cluster.Sides.Shop.TextOf("b")));
        await cluster.RestsAsync(2);
    }

    private static void Forget(Cluster cluster)
    {
        cluster.Sides.Crm.InBackgroundAsked.Clear();
        cluster.Sides.Shop.InBackgroundAsked.Clear();
    }
}
