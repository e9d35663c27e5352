using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>Two webhooks of one new record, and its feed entry, each found no counterpart, and each made one.</summary>
public sealed class TwoWebhooksRaceToCreate
{
    [Fact]
    public async Task A_new_record_told_of_several_times_at_once_is_created_once()
    {
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await cluster.GoLiveAsync();

        cluster.Sides.Crm.Put("crm-1", "a", "new");
        await cluster.HintAsync(Side.Crm, "crm-1", times: 5);

        await cluster.RestsAsync(1);
        cluster.Sides.Shop.Writes.ShouldBe(["create shop-a"]);
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
    }
}
