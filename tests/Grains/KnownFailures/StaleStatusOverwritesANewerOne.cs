using System.Text;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>Two changes of one status arrived in the wrong order, and «pending» was written over «shipped».</summary>
public sealed class StaleStatusOverwritesANewerOne
{
    [Fact]
    public async Task An_older_state_that_comes_after_a_newer_one_is_never_written()
    {
        await using var cluster = new Cluster();
        cluster.Sides.Crm.Put("crm-1", "a", "pending");
        await cluster.StartAsync();
        await cluster.GoLiveAsync();
        await cluster.RestsAsync(1);
        var pair = (await cluster.RowsAsync(PairStatus.InSync)).Single().Id;
        cluster.Sides.Crm.Put("crm-1", "a", "shipped");
        await Eventually.IsAsync("shipped", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));

        await cluster.Grains.GetGrain<IPairGrain>(pair.Value).NoteAsync(new ChangeEvent
        {
            Side = Side.Crm, ExternalId = "crm-1", Form = ChangeForm.Body, Session = 1, Delivery = 1, Epoch = 1, Place = 1, Version = "v1",
            Body = Encoding.UTF8.GetBytes("""{"key":"a","text":"pending"}"""),
        });
        cluster.Sides.Crm.Put("crm-1", "a", "closed");
        await Eventually.IsAsync("closed", () => Task.FromResult(cluster.Sides.Shop.TextOf("a")));
        await cluster.RestsAsync(1);

        cluster.Sides.Shop.Texts.ShouldBe(["pending", "shipped", "closed"]);
        cluster.Sides.Crm.Writes.ShouldBeEmpty();
    }
}
