using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>A kind that is taken in partitions, each by an ingest of its own.</summary>
public sealed class PartitionTests
{
    private static readonly IngestKey Even = new(Side.Crm, "thing", "even");
    private static readonly IngestKey Odd = new(Side.Crm, "thing", "odd");
    private static readonly IngestKey Whole = new(Side.Crm, "thing");

    [Fact]
    public async Task A_pairing_goes_live_once_every_partition_is_scanned()
    {
        await using var cluster = new Cluster { CrmPartitions = ["even", "odd"] };
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        cluster.Sides.Crm.Put("crm-2", "b", "second");
        await cluster.StartAsync();
        await cluster.Grains.GetGrain<IPairingGrain>("thing").StartAsync();
        await cluster.Ingest(new(Side.Shop, "thing")).StartAsync();
        await cluster.Ingest(Even).StartAsync();
        await Eventually.IsAsync("live", async () => (await cluster.Ingest(Even).GetStatusAsync()).Phase);
        (await cluster.Grains.GetGrain<IPairingGrain>("thing").IsLiveAsync()).ShouldBeFalse();

        await cluster.GoLiveAsync();

        await cluster.RestsAsync(2);
        (cluster.Sides.Shop.TextOf("a"), cluster.Sides.Shop.TextOf("b")).ShouldBe(("first", "second"));
        foreach (var partition in new[] { Even, Odd })
            (await cluster.Ingest(partition).GetStatusAsync()).Scanned.ShouldBe(1);
    }

    /// <summary>Positions rise whoever takes a record, so that its second edit since need not be read.</summary>
    [Fact]
    public async Task Edits_go_on_when_a_kind_comes_to_be_taken_in_partitions_as_a_whole_again_and_in_partitions_again()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "there");
        cluster.Sides.Crm.Put("crm-2", "b", "there");
        await AgainAsync([]);
        cluster.Sides.Crm.Expires = true;
        await AgainAsync([]);
        await AgainAsync(["even", "odd"]);
        await AgainAsync([]);
        await AgainAsync(["even", "odd"]);

        async Task AgainAsync(string[] partitions)
        {
            cluster.CrmPartitions = [.. partitions];
            await cluster.StartAsync();
            await cluster.GoLiveAsync();
            await cluster.RestsAsync(2);
            await EditAsync($"once by {partitions.Length}");
            var reads = cluster.Sides.Crm.Reads["crm-1"];
            await EditAsync($"twice by {partitions.Length}");
            if (partitions.Length > 0)
                cluster.Sides.Crm.Reads["crm-1"].ShouldBe(reads);
            await cluster.StopAsync();
        }

        async Task EditAsync(string text)
        {
            cluster.Sides.Crm.Put("crm-1", "a", text);
            cluster.Sides.Crm.Put("crm-2", "b", text);
            await Eventually.IsAsync((text, text), () => Task.FromResult((cluster.Sides.Shop.TextOf("a"), cluster.Sides.Shop.TextOf("b"))));
            await cluster.RestsAsync(2);
        }
    }

    [Fact]
    public async Task An_ingest_that_the_configuration_does_not_name_takes_nothing()
    {
        await using var cluster = new Cluster { CrmPartitions = ["even", "odd"] };
        cluster.Sides.Crm.Put("crm-1", "a", "first");
        await cluster.StartAsync();
        await cluster.Ingest(Whole).StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        (await cluster.Ingest(Whole).GetStatusAsync()).Phase.ShouldBe("starting");
    }
}
