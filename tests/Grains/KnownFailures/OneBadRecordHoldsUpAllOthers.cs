using System.Globalization;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>One record was refused again and again, and everything behind it in the queue waited with it.</summary>
public sealed class OneBadRecordHoldsUpAllOthers
{
    [Fact]
    public async Task A_record_that_is_refused_parks_alone_and_all_after_it_arrive()
    {
        await using var cluster = new Cluster();
        foreach (var number in Enumerable.Range(0, 20))
            cluster.Sides.Crm.Put($"crm-{number}", $"{number}", "first");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(20);
        (cluster.Sides.Shop.Refuses, cluster.Sides.Shop.RefusesOnly) = ("too bad", text => text == "bad");

        cluster.Sides.Crm.Put("crm-0", "0", "bad");
        foreach (var number in Enumerable.Range(1, 19))
            cluster.Sides.Crm.Put($"crm-{number}", $"{number}", "good");

        foreach (var number in Enumerable.Range(1, 19))
            await Eventually.IsAsync("good", () => Task.FromResult(cluster.Sides.Shop.TextOf(number.ToString(CultureInfo.InvariantCulture))));
        await Eventually.IsAsync("0", async () => (await cluster.RowsAsync(PairStatus.Parked)).Select(row => row.MatchKey).SingleOrDefault());
        await Eventually.IsAsync(0, async () => (await cluster.Grains.GetGrain<IIngestGrain>("crm/thing").GetStatusAsync()).Window);
    }
}
