using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>Each of the five pairings: created, edited both ways, deleted.</summary>
public sealed class PairingTests : World
{
    protected override Sandbox.SandboxOptions Options => new() { Customers = 20, Products = 10, Quotes = 5, Orders = 8, Users = 4 };

    [Fact]
    public async Task A_product_is_created_edited_both_ways_and_deleted()
    {
        await StartSiloInStepAsync();
        var product = await Shop.CreateAsync("products", new JsonObject
        {
            ["sku"] = "NEW-1", ["title"] = "New", ["price_cents"] = 1250, ["currency"] = "EUR", ["inventory"] = 3, ["published"] = true,
            ["tags"] = new JsonArray("b", "a"),
        });
        var crmId = await ArrivedAsync(Crm, "products", "sku", "NEW-1");
        Text(await Crm.ReadAsync("products", crmId), "price").ShouldBe("12.5");

        await Crm.PatchAsync("products", crmId, "price", 99.95m);
        await BecomesAsync(Shop, "products", Id(product), "price_cents", "9995");
        await Shop.PatchAsync("products", Id(product), "inventory", 7);
        await BecomesAsync(Crm, "products", crmId, "stock", "7");

        await Crm.DeleteAsync("products", crmId);
        await GoesAsync(Shop, "products", Id(product));
    }

    [Fact]
    public async Task A_quote_of_the_crm_becomes_an_order_of_type_quote_and_stays_when_the_shop_deletes_it()
    {
        await StartSiloInStepAsync();
        var (crmCustomer, shopCustomer) = await CustomerAsync();
        var quote = await Crm.CreateAsync("quotes", new JsonObject
        {
            ["number"] = "Q-NEW", ["title"] = "A new quote", ["customerId"] = crmCustomer, ["status"] = "sent", ["currency"] = "EUR",
            ["total"] = 30.5m, ["validUntil"] = "2027-01-31",
            ["lines"] = new JsonArray(new JsonObject { ["sku"] = "S1", ["description"] = "One", ["quantity"] = 2, ["unitPrice"] = 15.25m }),
        });
        var shopId = await ArrivedAsync(Shop, "orders", "reference", "Q-NEW");
        var made = (await Shop.ReadAsync("orders", shopId))!;
        (Text(made, "type"), Text(made, "customer_id"), Text(made, "state"), Text(made, "total_cents"), Text(made, "expires_on"))
            .ShouldBe(("quote", shopCustomer, "offered", "3050", "2027-01-31"));
        made["items"]![0]!["unit_price_cents"]!.ToString().ShouldBe("1525");

        await Shop.PatchAsync("orders", shopId, "state", "accepted");
        await BecomesAsync(Crm, "quotes", Id(quote), "status", "accepted");
        await Crm.PatchAsync("quotes", Id(quote), "title", "Another title");
        await BecomesAsync(Shop, "orders", shopId, "title", "Another title");

        await Shop.DeleteAsync("orders", shopId);
        await Eventually.IsAsync<V1.PairStatus>(V1.PairStatus.Unlinked, async () => (await PairAsync(V1.Side.Crm, "quote", Id(quote))).Summary.Status);
        (await Crm.ReadAsync("quotes", Id(quote))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_user_of_the_crm_becomes_an_account_and_its_deletion_follows()
    {
        await StartSiloInStepAsync();
        var user = await Crm.CreateAsync("users", new JsonObject
        {
            ["name"] = "Grace Hopper", ["email"] = "grace@example.org", ["phone"] = "+1 202 555 0100", ["role"] = "sales", ["locale"] = "en", ["active"] = true,
        });
        var shopId = await ArrivedAsync(Shop, "orders", "contact.email", "grace@example.org");
        var made = (await Shop.ReadAsync("orders", shopId))!;
        (Text(made, "type"), Text(made, "state"), made["contact"]!["name"]!.ToString()).ShouldBe(("account", "active", "Grace Hopper"));

        await Crm.PatchAsync("users", Id(user), "active", false);
        await BecomesAsync(Shop, "orders", shopId, "state", "suspended");
        await Shop.PatchAsync("orders", shopId, "contact", new JsonObject { ["phone"] = "+1 202 555 0199" });
        await BecomesAsync(Crm, "users", Id(user), "phone", "+1 202 555 0199");

        await Crm.DeleteAsync("users", Id(user));
        await GoesAsync(Shop, "orders", shopId);
    }

    [Fact]
    public async Task An_order_for_a_customer_made_a_moment_before_arrives_with_the_right_customer()
    {
        await StartSiloInStepAsync();
        var customer = await Shop.CreateAsync("customers", new JsonObject
        {
            ["first_name"] = "Mary", ["last_name"] = "Somerville", ["email"] = "mary@example.org",
        });
        var order = await Shop.CreateAsync("orders", new JsonObject
        {
            ["type"] = "order", ["reference"] = "WEB-NEW", ["customer_id"] = customer["id"]!.DeepClone(), ["state"] = "pending", ["currency"] = "EUR",
            ["total_cents"] = 4200, ["placed_at"] = "2026-11-24T08:00:00Z",
            ["items"] = new JsonArray(new JsonObject { ["sku"] = "S1", ["title"] = "One", ["qty"] = 1, ["unit_price_cents"] = 4200 }),
        });
        var crmCustomer = await ArrivedAsync(Crm, "customers", "email", "mary@example.org");
        var crmId = await ArrivedAsync(Crm, "orders", "number", "WEB-NEW");
        var made = (await Crm.ReadAsync("orders", crmId))!;
        (Text(made, "customerId"), Text(made, "status"), Text(made, "total")).ShouldBe((crmCustomer, "open", "42"));

        await Crm.PatchAsync("orders", crmId, "status", "shipped");
        await BecomesAsync(Shop, "orders", Id(order), "state", "shipped");
        await Shop.PatchAsync("orders", Id(order), "items", new JsonArray(
            new JsonObject { ["sku"] = "S1", ["title"] = "One", ["qty"] = 3, ["unit_price_cents"] = 4200 }));
        await Eventually.IsAsync("3", async () => (await Crm.ReadAsync("orders", crmId))!["lines"]![0]!["quantity"]!.ToString());

        await Shop.DeleteAsync("orders", Id(order));
        await GoesAsync(Crm, "orders", crmId);
        (await Crm.ReadAsync("customers", crmCustomer)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_order_waits_with_its_reason_for_a_customer_that_cannot_be_linked_and_follows_once_it_is()
    {
        await StartSiloInStepAsync();
        var customer = await Crm.CreateAsync("customers", new JsonObject { ["name"] = "Emmy Noether", ["email"] = "emmy@example.org", ["creditLimit"] = 12.345m });
        var order = await Crm.CreateAsync("orders", new JsonObject
        {
            ["number"] = "SO-WAITS", ["customerId"] = Id(customer), ["status"] = "open", ["currency"] = "EUR", ["total"] = 1m,
            ["orderedAt"] = "2026-11-24T08:00:00Z", ["lines"] = new JsonArray(),
        });
        await Eventually.IsAsync(V1.PairStatus.Parked, async () => (await FindPairAsync(V1.Side.Crm, "customer", Id(customer)))?.Summary.Status);
        await Eventually.IsAsync(
            $"crm: waits until customer {Id(customer)} is linked", async () => (await FindPairAsync(V1.Side.Crm, "order", Id(order)))?.Summary.Reason);
        (await Shop.FindAsync("orders", "reference", "SO-WAITS")).ShouldBeNull();

        await Crm.PatchAsync("customers", Id(customer), "creditLimit", 12.34m);
        var arrived = await ArrivedAsync(Shop, "orders", "reference", "SO-WAITS");
        Text(await Shop.ReadAsync("orders", arrived), "customer_id").ShouldBe(await ArrivedAsync(Shop, "customers", "email", "emmy@example.org"));
    }

    [Fact]
    public async Task Lines_edited_on_both_sides_while_nobody_looked_meet_and_keep_what_is_not_mapped()
    {
        const string unmapped = "description: { type: string, crm: description, shop: title }";
        await File.WriteAllTextAsync(ConfigurationFile, string.Join('\n', (await File.ReadAllLinesAsync(ConfigurationFile)).Where(line => !line.Contains(unmapped))));
        await StartSiloInStepAsync();
        var customer = (await Shop.ListAsync("customers"))[0]["id"]!.DeepClone();
        JsonObject Item(string sku, int quantity, int cents) => new() { ["sku"] = sku, ["title"] = $"Shop's {sku}", ["qty"] = quantity, ["unit_price_cents"] = cents };
        var order = await Shop.CreateAsync("orders", new JsonObject
        {
            ["type"] = "order", ["reference"] = "WEB-BOTH", ["customer_id"] = customer, ["state"] = "pending", ["currency"] = "EUR",
            ["total_cents"] = 300, ["placed_at"] = "2026-11-24T08:00:00Z", ["items"] = new JsonArray(Item("A", 1, 100), Item("B", 1, 200)),
        });
        var crmId = await ArrivedAsync(Crm, "orders", "number", "WEB-BOTH");
        await Eventually.IsAsync(V1.PairStatus.InSync, async () => (await FindPairAsync(V1.Side.Crm, "order", crmId))?.Summary.Status);

        await Silo.KillAsync();
        await Shop.PatchAsync("orders", Id(order), "items", new JsonArray(Item("A", 1, 100), Item("B", 7, 200), Item("C", 1, 50)));
        await Crm.PatchAsync("orders", crmId, "lines", new JsonArray(
            new JsonObject { ["sku"] = "A", ["description"] = "CRM's A", ["quantity"] = 5, ["unitPrice"] = 1 },
            new JsonObject { ["sku"] = "B", ["description"] = "CRM's B", ["quantity"] = 1, ["unitPrice"] = 2 }));
        await StartSiloAsync();

        await Eventually.IsAsync("A 5, B 7, C 1", async () => Lines(await Shop.ReadAsync("orders", Id(order)), "items", "sku", "qty"));
        await Eventually.IsAsync("A 5, B 7, C 1", async () => Lines(await Crm.ReadAsync("orders", crmId), "lines", "sku", "quantity"));
        Lines(await Shop.ReadAsync("orders", Id(order)), "items", "title").ShouldBe("Shop's A, Shop's B, Shop's C");
        Lines(await Crm.ReadAsync("orders", crmId), "lines", "description").ShouldBe("CRM's A, CRM's B, ");
    }

    [Fact]
    public async Task Every_record_is_linked_once_and_nothing_dangles()
    {
        await StartSiloInStepAsync();
        var shopOrders = await Shop.ListAsync("orders");
        var (quotes, users, orders) = (await Crm.ListAsync("quotes"), await Crm.ListAsync("users"), await Crm.ListAsync("orders"));
        int OfType(string type) => shopOrders.Count(o => Text(o, "type") == type);

        (OfType("quote"), OfType("account"), OfType("order")).ShouldBe((quotes.Count, users.Count, orders.Count));
        orders.Select(o => Text(o, "number")).Order().ShouldBe(shopOrders.Where(o => Text(o, "type") == "order").Select(o => Text(o, "reference")).Order());
        var customers = (await Shop.ListAsync("customers")).Select(Id).ToHashSet();
        shopOrders.Select(o => Text(o, "customer_id")).Where(id => id.Length > 0).ShouldAllBe(id => customers.Contains(id));
    }

    private static string Lines(JsonObject? record, string path, params string[] fields) => string.Join(
        ", ", record![path]!.AsArray().Select(line => string.Join(' ', fields.Select(field => line![field]?.ToString()))));

    private async Task<(string Crm, string Shop)> CustomerAsync()
    {
        var customer = (await Crm.ListAsync("customers")).First(c => Text(c, "email").Length > 0);
        return (Id(customer), Id((await Shop.FindAsync("customers", "email", Text(customer, "email")))!));
    }

    private static async Task<string> ArrivedAsync(SandboxSide side, string kind, string field, string value)
    {
        await Eventually.IsAsync(true, async () => await side.FindAsync(kind, field, value) is not null, $"{kind} with {field} {value}");
        return Id((await side.FindAsync(kind, field, value))!);
    }

    private static Task BecomesAsync(SandboxSide side, string kind, string id, string field, string value) =>
        Eventually.IsAsync(value, async () => Text(await side.ReadAsync(kind, id), field), $"{kind}/{id} {field}");

    private static Task GoesAsync(SandboxSide side, string kind, string id) =>
        Eventually.IsAsync(true, async () => await side.ReadAsync(kind, id) is null, $"{kind}/{id} goes");

    private static string Id(JsonObject record) => record["id"]!.ToString();
}
