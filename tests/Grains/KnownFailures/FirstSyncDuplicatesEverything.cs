namespace Sync.Grains.Tests.KnownFailures;

/// <summary>Two systems that held the same records for years were connected, and the next morning each had everything twice.</summary>
public sealed class FirstSyncDuplicatesEverything
{
    [Fact]
    public async Task What_both_sides_hold_already_is_linked_and_only_what_one_lacks_is_made()
    {
        await using var cluster = new Cluster();
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            cluster.Sides.Crm.Put($"crm-{key}", key, "as the crm has it");
            cluster.Sides.Shop.Put($"own-{key}", key, "as the shop has it");
        }
        cluster.Sides.Crm.Put("crm-e", "e", "only here");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        await cluster.RestsAsync(5);

        cluster.Sides.Crm.Writes.Concat(cluster.Sides.Shop.Writes).Where(write => write.StartsWith("create", StringComparison.Ordinal)).ShouldBe(["create shop-e"]);
    }
}
