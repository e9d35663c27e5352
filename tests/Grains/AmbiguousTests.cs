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
}
