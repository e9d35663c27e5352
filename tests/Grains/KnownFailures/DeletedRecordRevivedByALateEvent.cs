using System.Text;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>A record was deleted on both sides; then an event from before its deletion came in, and it was made again.</summary>
public sealed class DeletedRecordRevivedByALateEvent
{
    [Fact]
    public async Task What_comes_late_of_a_deleted_record_makes_nothing()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "there");
        cluster.Sides.Crm.Put("crm-2", "b", "there");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(2);
        var pair = (await cluster.RowsAsync(PairStatus.InSync)).Single(row => row.MatchKey == "a").Id;
        cluster.Sides.Crm.Remove("crm-1");
        await Eventually.IsAsync(null, () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await cluster.RestsAsync(1);

        foreach (var side in Sides.Both)
            await cluster.HintAsync(side, side == Side.Crm ? "crm-1" : "shop-a", times: 2);
        await cluster.Grains.GetGrain<IPairGrain>(pair.Value).NoteAsync(new ChangeEvent
        {
            Side = Side.Crm, ExternalId = "crm-1", Form = ChangeForm.Body, Session = 1, Delivery = 1, Epoch = 1, Place = 1, Version = "v1",
            Body = Encoding.UTF8.GetBytes("""{"key":"a","text":"there"}"""),
        });
        cluster.Sides.Crm.Put("crm-2", "b", "edited since");
        await Eventually.IsAsync("edited since", () => Task.FromResult(cluster.Sides.Shop.TextOf("b")));
        await cluster.RestsAsync(1);

        cluster.Sides.Shop.Writes.Order().ShouldBe(["create shop-a", "create shop-b", "delete shop-a", "update shop-b"]);
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
    }
}
