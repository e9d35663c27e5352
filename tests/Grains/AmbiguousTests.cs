using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>Two records of one side with one match key, on a side that lets that be.</summary>
public sealed class AmbiguousTests
{
    [Fact]
    public async Task Neither_of_two_records_with_one_key_is_linked_or_created_until_one_is_gone()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        cluster.Sides.Crm.Put("crm-2", "a", "second");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        (await cluster.RowsAsync(PairStatus.Ambiguous)).Count.ShouldBe(2, "the scan is done only when the first was told");
        cluster.Sides.Crm.Put("crm-3", "b", "another");
        await Eventually.IsAsync("another", () => Task.FromResult(cluster.Sides.Shop.TextOf("b")));
        (await cluster.RowsAsync(PairStatus.Ambiguous)).ShouldAllBe(row => row.MatchKey == null);
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-b"]);

        cluster.Sides.Crm.Remove("crm-2");
        await Eventually.IsAsync(1, async () => (await cluster.RowsAsync(PairStatus.Ambiguous)).Count);
        cluster.Sides.Crm.Put("crm-1", "a", "the only one");

        await Eventually.IsAsync("the only one", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
    }

    /// <summary>Its pair waits for that record, and takes no notice of another: whoever waited for that pair waited for ever.</summary>
    [Fact]
    public async Task A_record_whose_counterpart_was_deleted_and_that_is_kept_belongs_to_its_pair()
    {
        await using var cluster = new Cluster { WhenShopDeletes = DeleteMode.Ignore };
        cluster.Sides.Crm.Put("crm-1", "a", "kept");
        cluster.Sides.Shop.Put("shop-1", "a", "kept");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        cluster.Sides.Shop.Remove("shop-1");
        await Eventually.IsAsync(1, async () => (await cluster.RowsAsync(PairStatus.Deleted)).Count);

        cluster.Sides.Shop.Put("shop-2", "a", "another");

        await Eventually.IsAsync("shop-2", async () => (await cluster.RowsAsync(PairStatus.Ambiguous)).SingleOrDefault()?.ExternalIds.Shop);
    }
}
