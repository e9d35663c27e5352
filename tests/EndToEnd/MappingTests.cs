using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sync.EndToEnd.Tests;

/// <summary>What a changed sync.yaml does to pairs that agreed before, and the rules that only a changed one has.</summary>
public sealed partial class MappingTests : World
{
    private const string Description = "      description: { type: string, crm: description, shop: body }\n";
    private const string Stock = "stock: { type: integer, crm: stock, shop: inventory";
    private const string Segments = "{ lead: prospect, active: customer, churned: inactive }";

    protected override Sandbox.SandboxOptions Options => new() { Customers = 12, Products = 6, Quotes = 0, Orders = 0, Users = 0 };

    [Fact]
    public async Task A_property_that_is_added_comes_into_step_for_pairs_that_are_there_and_nothing_else_is_touched()
    {
        await ConfigureAsync(Description, "");
        await StartSiloInStepAsync();
        var both = await ProductAsync("BOTH");
        var empty = await ProductAsync("EMPTY");
        var same = await ProductAsync("SAME");
        await StopAsync();
        await DescribeAsync(both, "the CRM's", "the shop's");
        await DescribeAsync(empty, null, "only the shop's");
        await DescribeAsync(same, "the same", "the same");
        foreach (var product in (await Crm.ListAsync("products")).Where(p => !IsOurs(p)))
            await Shop.PatchAsync("products", Id((await Shop.FindAsync("products", "sku", Text(product, "sku")))!), "body", product["description"]?.DeepClone());
        var (crm, shop) = ((await Crm.WritesAsync()).Count, (await Shop.WritesAsync()).Count);

        await ConfigureAsync("      # Money is an amount", Description + "      # Money is an amount");
        await StartSiloAsync();

        await Silo.SaidAsync(GainedDescription());
        await Eventually.IsAsync("the CRM's", async () => Text(await Shop.ReadAsync("products", both.Shop), "body"));
        await Eventually.IsAsync("only the shop's", async () => Text(await Crm.ReadAsync("products", empty.Crm), "description"));
        await InStepAsync(both, empty, same);
        (await Crm.WritesAsync()).Skip(crm).ShouldBe([("PATCH", $"/products/{empty.Crm}")]);
        (await Shop.WritesAsync()).Skip(shop).ShouldBe([("PATCH", $"/products/{both.Shop}")]);
        Silo.Output.ShouldNotContain("customer: mapping revision");
    }

    [Fact]
    public async Task Words_that_mean_something_else_are_agreed_on_anew_and_the_same_file_starts_without_a_word()
    {
        await StartSiloInStepAsync();
        var customers = (await Crm.ListAsync("customers")).Where(c => Text(c, "email").Length > 0).Select(c => (Id: Id(c), Email: Text(c, "email"))).ToList();
        var words = new[] { "lead", "active", "churned" };
        foreach (var (i, customer) in customers.Index())
            await Crm.PatchAsync("customers", customer.Id, "segment", words[i % words.Length]);
        await GroupsAsync("prospect", "customer", "inactive");
        await StopAsync();

        await ConfigureAsync(Segments, "{ lead: prospect, active: inactive, churned: customer }");
        await StartSiloAsync();

        await GroupsAsync("prospect", "inactive", "customer");
        Silo.Output.ShouldContain("customer: mapping revision 2, read otherwise: segment");
        foreach (var (i, customer) in customers.Index())
            Text(await Crm.ReadAsync("customers", customer.Id), "segment").ShouldBe(words[i % words.Length], "the CRM is preferred");
        await StopAsync();
        await StartSiloInStepAsync();
        Silo.Output.ShouldNotContain("mapping revision");

        Task GroupsAsync(params string[] groups) => Eventually.TrueAsync(async () =>
        {
            var all = await Shop.ListAsync("customers");
            var wrong = customers.Index().Where(c => Text(all.Single(s => Text(s, "email") == c.Item.Email), "group") != groups[c.Index % groups.Length]).ToList();
            return wrong.Count == 0 ? null : $"wrong: {string.Join(", ", wrong)}";
        });
    }

    [Fact]
    public async Task What_both_sides_counted_while_nobody_looked_adds_up()
    {
        await ConfigureAsync(Stock, Stock + ", policy: sum");
        await StartSiloInStepAsync();
        var product = await ProductAsync("COUNT");
        await Silo.KillAsync();

        await Crm.PatchAsync("products", product.Crm, "stock", 7);
        await Shop.PatchAsync("products", product.Shop, "inventory", 15);
        await StartSiloAsync();

        await Eventually.IsAsync("12", async () => Text(await Crm.ReadAsync("products", product.Crm), "stock"));
        await Eventually.IsAsync("12", async () => Text(await Shop.ReadAsync("products", product.Shop), "inventory"));
        await InStepAsync(product);
    }

    [Fact]
    public async Task What_is_archived_gets_its_values_and_stays_alone()
    {
        await ConfigureAsync(
            "    match: [sku]\n    delete: { crm: propagate, shop: propagate }",
            "    match: [sku]\n    delete: { crm: archive, shop: propagate }\n    archive: { shop: { published: false } }");
        await StartSiloInStepAsync();
        var product = await ProductAsync("OLD");

        await Crm.DeleteAsync("products", product.Crm);

        await Eventually.IsAsync("false", async () => Text(await Shop.ReadAsync("products", product.Shop), "published"));
        await Eventually.IsAsync(V1.PairStatus.Unlinked, () => StatusAsync(product));
        await Shop.PatchAsync("products", product.Shop, "title", "Edited since");
        var another = await ProductAsync("NEW");
        await InStepAsync(another);
        (await StatusAsync(product)).ShouldBe(V1.PairStatus.Unlinked);
        (await Crm.FindAsync("products", "sku", "OLD")).ShouldBeNull();
        Text(await Shop.ReadAsync("products", product.Shop), "published").ShouldBe("false");
    }

    [Fact]
    public async Task A_wider_where_and_an_added_pairing_take_in_the_records_that_are_there()
    {
        var configured = await File.ReadAllTextAsync(ConfigurationFile);
        await ConfigureAsync("    create: both\n    match: [sku]", "    create: shop\n    where: { crm: { active: true } }\n    match: [sku]");
        await File.WriteAllTextAsync(ConfigurationFile, (await File.ReadAllTextAsync(ConfigurationFile)) is var all ? all[..all.IndexOf("  user-order:", StringComparison.Ordinal)] : "");
        await StartSiloInStepAsync();
        await Crm.CreateAsync("products", new JsonObject { ["sku"] = "OUT", ["name"] = "Out", ["price"] = 1, ["currency"] = "EUR", ["stock"] = 1, ["active"] = false });
        await Crm.CreateAsync("users", new JsonObject { ["name"] = "Grace Hopper", ["email"] = "grace@example.org", ["role"] = "sales", ["locale"] = "en", ["active"] = true });
        await Crm.CreateAsync("products", new JsonObject { ["sku"] = "IN", ["name"] = "In", ["price"] = 1, ["currency"] = "EUR", ["stock"] = 1, ["active"] = true });
        await Eventually.IsAsync(true, async () => await Shop.FindAsync("products", "sku", "IN") is not null);
        (await Shop.FindAsync("products", "sku", "OUT")).ShouldBeNull();
        await StopAsync();

        await File.WriteAllTextAsync(ConfigurationFile, configured);
        await StartSiloAsync();

        await Eventually.IsAsync(true, async () => await Shop.FindAsync("products", "sku", "OUT") is not null);
        await Eventually.IsAsync(true, async () => await Shop.FindAsync("orders", "contact.email", "grace@example.org") is not null);
        Silo.Output.ShouldContain("product: mapping revision 2, where, match, cardinality, required, direction or compare changed");
    }

    /// <summary>A product of ten, made in the shop and linked.</summary>
    private async Task<(string Crm, string Shop)> ProductAsync(string sku)
    {
        var shop = Id(await Shop.CreateAsync("products", new JsonObject
        {
            ["sku"] = sku, ["title"] = sku, ["price_cents"] = 100, ["currency"] = "EUR", ["inventory"] = 10, ["published"] = true,
        }));
        await Eventually.IsAsync(true, async () => await Crm.FindAsync("products", "sku", sku) is not null);
        var product = (Id((await Crm.FindAsync("products", "sku", sku))!), shop);
        await InStepAsync(product);
        return product;
    }

    private async Task DescribeAsync((string Crm, string Shop) product, string? crm, string? shop)
    {
        await Crm.PatchAsync("products", product.Crm, "description", crm);
        await Shop.PatchAsync("products", product.Shop, "body", shop);
    }

    private async Task InStepAsync(params (string Crm, string Shop)[] products)
    {
        foreach (var product in products)
            await Eventually.IsAsync(V1.PairStatus.InSync, () => StatusAsync(product));
    }

    private async Task<V1.PairStatus> StatusAsync((string Crm, string Shop) product) =>
        (await FindPairAsync(V1.Side.Shop, "product", product.Shop))?.Summary.Status ?? V1.PairStatus.Unspecified;

    private async Task StopAsync() => (await Silo.StopAsync()).ShouldBe(0, Silo.Output);

    private async Task ConfigureAsync(string from, string to)
    {
        var text = await File.ReadAllTextAsync(ConfigurationFile);
        text.ShouldContain(from);
        await File.WriteAllTextAsync(ConfigurationFile, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static bool IsOurs(JsonObject product) => Text(product, "sku") is "BOTH" or "EMPTY" or "SAME";

    private static string Id(JsonObject record) => record["id"]!.ToString();

    [GeneratedRegex("product: mapping revision 2, gained description$")]
    private static partial Regex GainedDescription();
}
