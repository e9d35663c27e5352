namespace Sync.Grains.Tests;

/// <summary>Deletions are granted by the pairing, once each, and remembered before they are told.</summary>
public sealed class DeletionBudgetTests
{
    private static readonly string First = PairId.New("thing", DateTimeOffset.UnixEpoch).Value;
    private static readonly string Second = PairId.New("thing", DateTimeOffset.UnixEpoch).Value;

    [Fact]
    public async Task The_same_pair_and_generation_is_granted_once_and_for_all()
    {
        await using var cluster = new Cluster { Budget = 1 };
        await cluster.StartAsync();
        var pairing = cluster.Grains.GetGrain<IPairingGrain>("thing");

        (await pairing.GrantDeletionAsync(First, 1)).ShouldBeTrue();
        (await pairing.GrantDeletionAsync(First, 1)).ShouldBeTrue();
        (await pairing.GrantDeletionAsync(First, 2)).ShouldBeFalse();
        (await pairing.GrantDeletionAsync(Second, 1)).ShouldBeFalse();

        var status = await pairing.GetStatusAsync();
        (status.DeletionsGranted, status.DeletionsPaused).ShouldBe((1, true));
    }

    [Fact]
    public async Task Grants_outlive_the_silo()
    {
        await using var cluster = new Cluster { Budget = 1 };
        await cluster.StartAsync();
        await cluster.Grains.GetGrain<IPairingGrain>("thing").GrantDeletionAsync(First, 1);
        await cluster.StopAsync();
        await cluster.StartAsync();
        var pairing = cluster.Grains.GetGrain<IPairingGrain>("thing");

        (await pairing.GrantDeletionAsync(Second, 1)).ShouldBeFalse();
        (await pairing.GrantDeletionAsync(First, 1)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_burst_above_the_budget_deletes_no_more_than_it()
    {
        await using var cluster = new Cluster { Budget = 2 };
        for (var i = 0; i < 5; i++)
            cluster.Sides.Crm.Put($"crm-{i}", $"key{i}", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await Eventually.IsAsync(5, () => Task.FromResult(cluster.Sides.Shop.Writes.Count));

        for (var i = 0; i < 5; i++)
            cluster.Sides.Crm.Remove($"crm-{i}");

        await Eventually.IsAsync(3, async () =>
            (await cluster.Store.ListAsync(new PairQuery(Status: PairStatus.Paused), CancellationToken.None)).Rows.Count);
        cluster.Sides.Shop.Writes.Count(write => write.StartsWith("delete", StringComparison.Ordinal)).ShouldBe(2);
    }
}
