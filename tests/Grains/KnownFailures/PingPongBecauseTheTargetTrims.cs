using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>The target trimmed what it was sent, its own form came back as an edit, was sent on, and so for ever.</summary>
public sealed class PingPongBecauseTheTargetTrims
{
    [Fact]
    public async Task What_a_side_stores_in_its_own_form_is_never_sent_back()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Shop.Stores = text => text.Trim();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);

        cluster.Sides.Crm.Put("crm-1", "a", "  typed so  ");
        await Eventually.IsAsync("typed so", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await cluster.HintAsync(Side.Shop, "shop-a");
        await cluster.HintAsync(Side.Crm, "crm-1");
        await cluster.RestsAsync(1);

        cluster.Sides.Crm.TextOf("a").ShouldBe("  typed so  ");
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a", "update shop-a"]);
    }
}
