using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>A person's edits, each way.</summary>
public sealed class EditTests : World
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_edit_on_either_side_arrives_on_the_other_and_then_nothing_is_written()
    {
        await StartSiloInStepAsync();
        var (crmId, shopId) = await LinkedCustomerAsync();

        await Crm.PatchAsync("customers", crmId, "company", "Analytical Engines");
        await Eventually.IsAsync("Analytical Engines", async () => Text(await Shop.ReadAsync("customers", shopId), "company"));
        await Shop.PatchAsync("customers", shopId, "credit_limit_cents", 123_450);
        await Eventually.IsAsync("1234.5", async () => Text(await Crm.ReadAsync("customers", crmId), "creditLimit"));

        var (crmWrites, shopWrites) = (await Crm.WritesAsync(), await Shop.WritesAsync());
        crmWrites.Count(write => write == ("PATCH", $"/customers/{crmId}")).ShouldBe(2, "the log shows the person's edit and ours");
        shopWrites.Count(write => write == ("PATCH", $"/customers/{shopId}")).ShouldBe(2);
        await Task.Delay(Quiet, TimeProvider.System);
        (await Crm.WritesAsync()).Count.ShouldBe(crmWrites.Count);
        (await Shop.WritesAsync()).Count.ShouldBe(shopWrites.Count);

        var pair = await PairAsync(V1.Side.Shop, "customer", shopId);
        pair.Summary.CrmId.ShouldBe(crmId);
        pair.Properties.Single(property => property.Name == "company").Base.Text.ShouldBe("Analytical Engines");
        pair.Properties.Single(property => property.Name == "company").Provenance.Side.ShouldBe(V1.Side.Crm);
        pair.Activity.ShouldContain(activity => activity.TraceId.Length == 32);
    }

    [Fact]
    public async Task Different_properties_edited_on_both_sides_while_stopped_are_both_on_both()
    {
        await StartSiloInStepAsync();
        var (crmId, shopId) = await LinkedCustomerAsync();
        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);

        await Crm.PatchAsync("customers", crmId, "company", "of the CRM");
        await Shop.PatchAsync("customers", shopId, "note", "of the shop");
        await StartSiloAsync();

        await Eventually.IsAsync("of the CRM", async () => Text(await Shop.ReadAsync("customers", shopId), "company"));
        await Eventually.IsAsync("of the shop", async () => Text(await Crm.ReadAsync("customers", crmId), "notes"));
        Text(await Crm.ReadAsync("customers", crmId), "company").ShouldBe("of the CRM");
        Text(await Shop.ReadAsync("customers", shopId), "note").ShouldBe("of the shop");
    }

    [Fact]
    public async Task Of_one_property_edited_on_both_sides_the_newer_wins_and_the_activity_says_so()
    {
        await StartSiloInStepAsync();
        var (crmId, shopId) = await LinkedCustomerAsync();
        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);

        await Crm.PatchAsync("customers", crmId, "company", "earlier");
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await Shop.PatchAsync("customers", shopId, "company", "later");
        await StartSiloAsync();

        await Eventually.IsAsync("later", async () => Text(await Crm.ReadAsync("customers", crmId), "company"));
        Text(await Shop.ReadAsync("customers", shopId), "company").ShouldBe("later");
        await Eventually.TrueAsync(async () =>
        {
            var decided = (await PairAsync(V1.Side.Crm, "customer", crmId)).Activity.Where(a => a.Kind == V1.ActivityKind.Decided).ToList();
            return decided.Any(a => a.Property == "company" && a.Text.Contains("earlier", StringComparison.Ordinal)) ? null : $"decided: {string.Join("; ", decided)}";
        });
    }

    [Fact]
    public async Task A_deletion_reaches_the_other_side_and_nothing_comes_back()
    {
        await StartSiloInStepAsync();
        var (crmId, shopId) = await LinkedCustomerAsync();
        var customers = (await Crm.ListAsync("customers")).Count;

        await Shop.DeleteAsync("customers", shopId);

        await Eventually.TrueAsync(async () => await Crm.ReadAsync("customers", crmId) is null ? null : "it is still there");
        await AnEditArrivesAsync();
        (await Crm.ListAsync("customers")).Count.ShouldBe(customers - 1);
        (await Shop.ListAsync("customers")).Count.ShouldBe(customers - 1);
    }

    [Fact]
    public async Task A_record_that_cannot_be_mapped_parks_its_own_pair_and_arrives_once_it_is_mended()
    {
        await StartSiloInStepAsync();
        await Crm.CreateAsync("customers", new JsonObject { ["name"] = "Nobody Nowhere" });
        var id = Text(await Crm.FindAsync("customers", "name", "Nobody Nowhere"), "id");

        await Eventually.TrueAsync(async () =>
        {
            var pair = await FindPairAsync(V1.Side.Crm, "customer", id);
            return pair is { Summary.Status: V1.PairStatus.Parked, Crm.Unreadable.Property: "email" } ? null : pair?.ToString() ?? "no pair yet";
        });
        await AnEditArrivesAsync();
        await Crm.PatchAsync("customers", id, "email", "nobody@example.com");

        await Eventually.TrueAsync(async () => await Shop.FindAsync("customers", "email", "nobody@example.com") is null ? "not created" : null);
    }

    private async Task AnEditArrivesAsync()
    {
        var (crmId, shopId) = await LinkedCustomerAsync();
        await Crm.PatchAsync("customers", crmId, "company", "still alive");
        await Eventually.IsAsync("still alive", async () => Text(await Shop.ReadAsync("customers", shopId), "company"));
    }

    private async Task<(string CrmId, string ShopId)> LinkedCustomerAsync()
    {
        var ofCrm = (await Crm.ListAsync("customers"))[0];
        var ofShop = await Shop.FindAsync("customers", "email", Text(ofCrm, "email"));
        return (Text(ofCrm, "id"), Text(ofShop, "id"));
    }
}
