using System.Globalization;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>The process died in the middle of a burst; half of it had been taken and was never done, or was done twice.</summary>
public sealed class HalfOfABurstProcessedBeforeACrash
{
    private const int Records = 60;

    [Fact]
    public async Task Every_edit_of_a_burst_arrives_once_though_the_silo_died_in_the_middle()
    {
        await using var cluster = new Cluster();
        foreach (var number in Enumerable.Range(0, Records))
            cluster.Sides.Crm.Put($"crm-{number}", $"{number}", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(Records);

        Burst(cluster, 0, Records / 2);
        await Eventually.TrueAsync(() => Task.FromResult(Updates(cluster) == Records / 2 ? null : "the first half is not done"));
        cluster.Sides.Shop.HoldWrites();
        Burst(cluster, Records / 2, Records);
        await cluster.Sides.Shop.WriteArrived.Task;
        await cluster.KillAsync();
        Updates(cluster).ShouldBe(Records / 2, "it died in the middle");
        // What was on its way takes effect after all, and nobody is left to hear of it.
        cluster.Sides.Shop.LetGo.SetResult();
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(Records);

        foreach (var number in Enumerable.Range(0, Records))
            cluster.Sides.Shop.TextOf(number.ToString(CultureInfo.InvariantCulture)).ShouldBe($"edit of {number}");
        Updates(cluster).ShouldBe(Records);
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
    }

    private static void Burst(Cluster cluster, int from, int to)
    {
        for (var number = from; number < to; number++)
            cluster.Sides.Crm.Put($"crm-{number}", $"{number}", $"edit of {number}");
    }

    private static int Updates(Cluster cluster) => cluster.Sides.Shop.Writes.ToList().Count(write => write.StartsWith("update", StringComparison.Ordinal));
}
