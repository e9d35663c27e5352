using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>One side deleted a record while the other edited it; the deletion went through, and the edit was never seen again.</summary>
public sealed class UpdateLostInAnUpdateDeleteConflict
{
    [Fact]
    public async Task An_edit_made_while_the_other_record_was_deleted_is_on_both_sides_in_the_end()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        await cluster.StopAsync();

        cluster.Sides.Crm.Remove("crm-1");
        cluster.Sides.Shop.Put("shop-a", "a", "edited meanwhile");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await Eventually.IsAsync("edited meanwhile", () => Task.FromResult(cluster.Sides.Crm.TextOf("a")));
        cluster.Sides.Shop.TextOf("a").ShouldBe("edited meanwhile");
    }
}
