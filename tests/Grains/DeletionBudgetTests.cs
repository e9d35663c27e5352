using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

/// <summary>A burst of deletions.</summary>
public sealed class DeletionBudgetTests
{
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
