using System.Text.Json.Nodes;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests.KnownFailures;

/// <summary>The CRM merged two customers: orders went over to the one that stayed, the other was deleted, and its orders dangled.</summary>
public sealed class MergedCustomersBreakLinks : GrainWorld
{
    [Fact]
    public async Task Orders_of_a_customer_merged_into_another_follow_on_the_other_side()
    {
        await InStepAsync();
        var kept = await SomeoneAsync();
        var gone = (await Crm.CreateAsync("customers", new JsonObject { ["name"] = "Ada Twice", ["email"] = "twice@example.org" }))["id"]!.ToString();
        var order = (await Crm.CreateAsync("orders", new JsonObject
        {
            ["number"] = "o-1", ["customerId"] = gone, ["currency"] = "EUR", ["total"] = 10,
        }))["id"]!.ToString();
        await Eventually.TrueAsync(async () => await OrderAsync() is null ? "the order has not arrived" : null);
        var goneAtShop = (await Shop.FindAsync("customers", "email", "twice@example.org"))!["id"]!.ToString();
        (await OrderAsync())!["customer_id"]!.ToString().ShouldBe(goneAtShop);

        await Crm.PatchAsync("orders", order, "customerId", kept.Crm);
        await Crm.DeleteAsync("customers", gone);

        await Eventually.IsAsync(kept.Shop, async () => (await OrderAsync())!["customer_id"]!.ToString());
        await Eventually.TrueAsync(async () => await Shop.ReadAsync("customers", goneAtShop) is null ? null : "the merged customer is still at the shop");
        (await Crm.ReadAsync("orders", order))!["customerId"]!.ToString().ShouldBe(kept.Crm);
    }

    private Task<JsonObject?> OrderAsync() => Shop.FindAsync("orders", "reference", "o-1");
}
