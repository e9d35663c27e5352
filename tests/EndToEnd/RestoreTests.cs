using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sync.Silo.Storage.Sqlite;

namespace Sync.EndToEnd.Tests;

/// <summary>Yesterday's database is put back while both sides went on.</summary>
public sealed partial class RestoreTests : World
{
    private static readonly string[] Databases = ["grains.db", "pairs.db"];

    protected override Sandbox.SandboxOptions Options => new() { Customers = 6, Products = 4, Quotes = 2, Orders = 0, Users = 0 };

    [Fact]
    public async Task Yesterdays_database_doubles_nothing_and_adds_nothing_and_what_nothing_matches_waits_for_a_person()
    {
        Configure("stock: { type: integer, crm: stock, shop: inventory", "stock: { type: integer, crm: stock, shop: inventory, policy: sum");
        await Crm.CreateAsync("customers", new JsonObject { ["email"] = "gone@example.org", ["name"] = "Soon Gone" });
        await StartSiloInStepAsync();
        await RestsAsync();
        var product = (await Crm.ListAsync("products"))[0];
        var (sku, counted) = (Text(product, "sku"), int.Parse(Text(product, "stock")) + 100);
        var contested = (await Crm.ListAsync("products"))[1];
        var edited = (await Shop.ListAsync("customers")).First(customer => Text(customer, "email") is not ("" or "gone@example.org"));
        BackUp();

        // The silo runs on: everything follows, and the backup knows nothing of it.
        await Crm.PatchAsync("products", Id(product), "stock", counted);
        await Shop.PatchAsync("customers", Id(edited), "telephone", "+41 1");
        await Crm.CreateAsync("customers", new JsonObject { ["email"] = "new@example.org", ["name"] = "New One", ["phone"] = "+41 2" });
        await QuoteAsync("Q-NEW");
        await Shop.DeleteAsync("customers", Id((await Shop.FindAsync("customers", "email", "gone@example.org"))!));
        await Eventually.IsAsync(true, async () => await Crm.FindAsync("customers", "email", "gone@example.org") is null);
        await Eventually.IsAsync($"{counted}", StockAsync);
        await Eventually.IsAsync(true, async () => await Shop.FindAsync("customers", "email", "new@example.org") is not null);
        await Eventually.IsAsync(1, () => QuotesAsync("Q-NEW"));
        await RestsAsync();
        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);

        // Nobody runs: edits, and a quote that was never made in the shop.
        await Shop.PatchAsync("customers", Id(edited), "telephone", "+41 3");
        await Crm.PatchAsync("products", Id(contested), "name", "The CRM's");
        await Shop.PatchAsync("products", Id((await Shop.FindAsync("products", "sku", Text(contested, "sku")))!), "title", "The shop's, later");
        await QuoteAsync("Q-LATER");
        PutBack();
        await StartSiloAsync();

        await Silo.SaidAsync(SetBack());
        await Eventually.IsAsync("+41 3", async () => Text(await Crm.FindAsync("customers", "email", Text(edited, "email")), "phone"));
        await Eventually.IsAsync(V1.PairStatus.InSync, async () => (await FindPairAsync(V1.Side.Crm, "customer", await NewCustomerAsync()))?.Summary.Status ?? default);
        await Eventually.IsAsync(true, async () => (await PairingAsync("product")) is { Resync: null, Counts: [{ Status: V1.PairStatus.InSync, Count: 4 }] });
        (await StockAsync(), Text(await Crm.FindAsync("products", "sku", sku), "stock")).ShouldBe(($"{counted}", $"{counted}"), "it was not added twice");
        (await Crm.ListAsync("customers")).Count.ShouldBe((await Shop.ListAsync("customers")).Count);
        (await Shop.FindAsync("customers", "email", "gone@example.org")).ShouldBeNull("it was deleted");
        Text(await Crm.ReadAsync("products", Id(contested)), "name").ShouldBe("The shop's, later");

        var held = await PairingAsync("quote-order");
        (held.Live, held.CreatesHeldSince is null, (await PairingAsync("customer")).Live).ShouldBe((false, false, true));
        Silo.Output.ShouldContain("sync creates agree quote-order");
        await Eventually.IsAsync(true, async () => await FindPairAsync(V1.Side.Crm, "quote", await QuoteIdAsync("Q-LATER")) is not null);
        (await QuotesAsync("Q-NEW"), await QuotesAsync("Q-LATER")).ShouldBe((1, 0));

        await LinkByHandAsync("Q-NEW");
        var agreed = await ApiAsync(api => api.AgreeToCreatesAsync(new V1.AgreeToCreatesRequest { Pairing = "quote-order", By = "Eve" }).ResponseAsync);

        (agreed.Live, agreed.CreatesHeldSince).ShouldBe((true, null));
        await Eventually.IsAsync(1, () => QuotesAsync("Q-LATER"));
        await RestsAsync();
        (await QuotesAsync("Q-NEW"), await QuotesAsync("Q-LATER"), (await Crm.ListAsync("quotes")).Count).ShouldBe((1, 1, 4));
        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);
        await StartSiloAsync();
        await Eventually.IsAsync(true, async () => await PairingAsync("quote-order") is { Live: true, CreatesHeldSince: null });
        (await PairingAsync("user-order")).CreatesHeldSince.ShouldNotBeNull("nobody has agreed to these");
        SetBack().IsMatch(Silo.Output).ShouldBeFalse(Silo.Output);

        async Task<string> StockAsync() => Text(await Shop.FindAsync("products", "sku", sku), "inventory");
        async Task<string> NewCustomerAsync() => Id((await Crm.FindAsync("customers", "email", "new@example.org"))!);
    }

    /// <summary>First what the checkpoints stand in, then the rows: no row is older than a checkpoint that passed it.</summary>
    private void BackUp()
    {
        foreach (var database in Databases)
            SqliteCopy.Make(Path.Combine(Data, database), Path.Combine(Data, $"{database}.backup"));
    }

    private void PutBack()
    {
        foreach (var database in Databases)
            File.Move(Path.Combine(Data, $"{database}.backup"), Path.Combine(Data, database), overwrite: true);
    }

    private async Task QuoteAsync(string number) => await Crm.CreateAsync("quotes", new JsonObject
    {
        ["number"] = number, ["title"] = number, ["customerId"] = Text((await Crm.ListAsync("quotes"))[0], "customerId"), ["status"] = "sent",
        ["currency"] = "EUR", ["total"] = 30.5m, ["validUntil"] = "2027-01-31",
        ["lines"] = new JsonArray(new JsonObject { ["sku"] = "S1", ["description"] = "One", ["quantity"] = 2, ["unitPrice"] = 15.25m }),
    });

    private async Task<int> QuotesAsync(string number) => (await Shop.ListAsync("orders")).Count(order => Text(order, "reference") == number);

    private async Task<string> QuoteIdAsync(string number) => Id((await Crm.FindAsync("quotes", "number", number))!);

    private async Task LinkByHandAsync(string number)
    {
        var shop = Id((await Shop.ListAsync("orders")).Single(order => Text(order, "reference") == number));
        await Eventually.IsAsync(true, async () => await FindPairAsync(V1.Side.Shop, "order", shop) is not null);
        var half = await PairAsync(V1.Side.Crm, "quote", await QuoteIdAsync(number));
        await ApiAsync(api => api.LinkAsync(new V1.LinkRequest
        {
            Pair = new() { PairId = half.Summary.Id, CrmId = half.Summary.CrmId }, Side = V1.Side.Shop, ExternalId = shop, By = "Eve",
        }).ResponseAsync);
    }

    private Task<V1.PairingStatus> PairingAsync(string pairing) => ApiAsync(async api =>
        (await api.GetStatusAsync(new V1.GetStatusRequest())).Pairings.Single(status => status.Pairing == pairing));

    private static string Id(JsonObject record) => record["id"]!.ToString();

    [GeneratedRegex("the database was set back: of .* activities")]
    private static partial Regex SetBack();
}
