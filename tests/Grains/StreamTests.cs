namespace Sync.Grains.Tests;

/// <summary>The way of a change through the grains, with and without its stream.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_live_edit_reaches_the_other_side_once()
    {
        await using var cluster = await LinkedAsync();

        cluster.Sides.Crm.Put("crm-1", "a", "edited");

        await Eventually.IsAsync("edited", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await IsAcknowledgedAsync(cluster);
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a", "update shop-a"]);
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_its_stream_lost_is_delivered_again()
    {
        await using var cluster = await LinkedAsync();
        cluster.Delivery.LoseLive(true);

        cluster.Sides.Crm.Put("crm-1", "a", "edited");

        await Eventually.IsAsync("edited", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        cluster.Delivery.Lost.ShouldBeGreaterThan(0);
        await IsAcknowledgedAsync(cluster);
    }

    [Fact]
    public async Task A_restarted_silo_goes_on_from_its_checkpoint()
    {
        await using var cluster = await LinkedAsync();
        await cluster.StopAsync();

        cluster.Sides.Shop.Put("shop-a", "a", "edited while stopped");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await Eventually.IsAsync("edited while stopped", () => Task.FromResult(cluster.Sides.Crm.TextOf("a")));
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
        (await cluster.Grains.GetGrain<IIngestGrain>("shop/thing").GetStatusAsync()).Scanned.ShouldBe(0, "nothing is listed a second time");
    }

    private static async Task<Cluster> LinkedAsync()
    {
        var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync("first", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await IsAcknowledgedAsync(cluster);
        return cluster;
    }

    private static Task IsAcknowledgedAsync(Cluster cluster) => Eventually.TrueAsync(async () =>
    {
        foreach (var key in new[] { "crm/thing", "shop/thing" })
        {
            if (await cluster.Grains.GetGrain<IIngestGrain>(key).GetStatusAsync() is { Window: > 0 } status)
                return status.ToString();
        }

        var rows = (await cluster.Store.ListAsync(new PairQuery(), CancellationToken.None)).Rows;
        return rows.All(row => row.Status == PairStatus.InSync) ? null : string.Join("; ", rows);
    });
}
