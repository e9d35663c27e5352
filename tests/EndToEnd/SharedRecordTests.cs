using System.Text.Json.Nodes;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>Records found by several properties at once, and one shop order that three pairings keep in step.</summary>
public sealed class SharedRecordTests : World
{
    private const string ThreeOnOne = """
        pairings:
          order:
            kinds: { crm: order, shop: order }
            create: none
            match: [number]
            properties:
              number: { type: string, crm: number, shop: reference }
              total: { type: money, crm: [total, currency], shop: [total_cents, currency], convert: minorUnits }
              city: { type: string, crm: shippingAddress.city, shop: ship_to.city }
          quote-order:
            kinds: { crm: quote, shop: order }
            create: none
            match: [number]
            properties:
              number: { type: string, crm: number, shop: reference }
              title: { type: string, crm: title, shop: title }
              total: { type: money, crm: [total, currency], shop: [total_cents, currency], convert: minorUnits }
          user-order:
            kinds: { crm: user, shop: order }
            create: none
            match: [email]
            properties:
              email: { type: string, crm: email, shop: contact.email, compare: lower }
              name: { type: string, crm: name, shop: contact.name }
              phone: { type: string, crm: phone, shop: contact.phone }

        """;

    protected override SandboxOptions Options => new() { Customers = 6, Products = 1, Quotes = 1, Orders = 6, Users = 1 };

    [Fact]
    public async Task Three_pairings_on_one_order_converge_and_overwrite_nothing_of_each_other()
    {
        var text = await File.ReadAllTextAsync(ConfigurationFile);
        await File.WriteAllTextAsync(ConfigurationFile, text[..text.IndexOf("pairings:", StringComparison.Ordinal)] + ThreeOnOne);
        var shop = Text(await Shop.CreateAsync("orders", new JsonObject
        {
            ["type"] = "order", ["reference"] = "N-1", ["state"] = "pending", ["currency"] = "EUR", ["total_cents"] = 100, ["title"] = "Of the shop",
            ["contact"] = new JsonObject { ["email"] = "Ada@Example.test", ["name"] = "Ada", ["phone"] = "1" },
            ["ship_to"] = new JsonObject { ["city"] = "Bern" },
        }), "id");
        var (user, quote, order) = (await FirstAsync("users"), await FirstAsync("quotes"), await FirstAsync("orders"));
        await Crm.PatchAsync("users", user, "email", "ada@example.test");
        await Crm.PatchAsync("quotes", quote, "number", "N-1");
        await Crm.PatchAsync("orders", order, "number", "N-1");
        await StartSiloAsync();
        await AllInStepAsync();

        await Task.WhenAll(
            Crm.PatchAsync("users", user, "phone", "+41 44 1"),
            Crm.PatchAsync("quotes", quote, "title", "From the quote"),
            Crm.PatchAsync("orders", order, "shippingAddress", new JsonObject { ["city"] = "Zürich" }),
            Shop.PatchAsync("orders", shop, "contact", new JsonObject { ["name"] = "Ada of the shop" }));
        await AllInStepAsync();
        await Crm.PatchAsync("orders", order, "total", 777.50);
        await Eventually.IsAsync("777.5", async () => Number(await Crm.ReadAsync("quotes", quote), "total"));
        await AllInStepAsync();

        var (crmUser, crmQuote, crmOrder) = (await Crm.ReadAsync("users", user), await Crm.ReadAsync("quotes", quote), await Crm.ReadAsync("orders", order));
        var shared = (await Shop.ReadAsync("orders", shop))!;
        (Text(crmUser, "phone"), Text(crmUser, "name")).ShouldBe(("+41 44 1", "Ada of the shop"));
        (Text(shared["contact"]!.AsObject(), "phone"), Text(shared["contact"]!.AsObject(), "name")).ShouldBe(("+41 44 1", "Ada of the shop"));
        (Text(crmQuote, "title"), Text(shared, "title")).ShouldBe(("From the quote", "From the quote"));
        (Text(crmOrder!["shippingAddress"]!.AsObject(), "city"), Text(shared["ship_to"]!.AsObject(), "city")).ShouldBe(("Zürich", "Zürich"));
        (Number(crmOrder, "total"), Text(shared, "total_cents")).ShouldBe(("777.5", "77750"));

        // Every pair has its two records, and of what two pairings share both have the same.
        Task AllInStepAsync() => Eventually.TrueAsync(async () =>
        {
            foreach (var (kind, id) in new[] { ("user", user), ("quote", quote), ("order", order) })
            {
                var pair = await FindPairAsync(V1.Side.Crm, kind, id);
                if (pair is not { Summary: { Status: V1.PairStatus.InSync } summary } || summary.ShopId != shop)
                    return $"{kind} is {pair?.Summary}";
                if (pair.Properties.FirstOrDefault(p => !Equals(p.Crm, p.Shop) && p.Name != "email") is { } apart)
                    return $"{kind}: {apart}";
            }
            var (one, other) = (await Crm.ReadAsync("orders", order), await Crm.ReadAsync("quotes", quote));
            return Number(one, "total") == Number(other, "total") ? null : "the totals differ";
        });
    }

    [Fact]
    public async Task Records_are_one_only_where_all_match_properties_agree_each_compared_its_own_way()
    {
        var text = await File.ReadAllTextAsync(ConfigurationFile);
        await File.WriteAllTextAsync(ConfigurationFile, text[..text.IndexOf("pairings:", StringComparison.Ordinal)] + """
            pairings:
              customer:
                kinds: { crm: customer, shop: customer }
                create: none
                match: [company, phone]
                properties:
                  company: { type: string, crm: company, shop: company, compare: lower }
                  phone: { type: string, crm: phone, shop: telephone, compare: trim }
                  notes: { type: string, crm: notes, shop: note }

            """);
        var crm = await CustomerAsync(Crm, "c1", new JsonObject { ["name"] = "Ada", ["company"] = "Engines Ltd", ["phone"] = "+41 1" });
        var other = await CustomerAsync(Shop, "s1", new JsonObject { ["last_name"] = "Ada", ["company"] = "Engines Ltd", ["telephone"] = "+41 2" });
        var same = await CustomerAsync(Shop, "s2", new JsonObject { ["last_name"] = "Ada", ["company"] = "ENGINES LTD", ["telephone"] = "+41 1" });

        await StartSiloAsync();

        await Eventually.IsAsync<string?>(same, async () => (await FindPairAsync(V1.Side.Crm, "customer", crm))?.Summary.ShopId);
        await Eventually.IsAsync<string?>("", async () => (await FindPairAsync(V1.Side.Shop, "customer", other))?.Summary.CrmId);
        Text(await Shop.ReadAsync("customers", same), "company").ShouldBe("ENGINES LTD", "each side keeps what it wrote");
    }

    private async Task<string> FirstAsync(string kind) => Text((await Crm.ListAsync(kind))[0], "id");

    private static async Task<string> CustomerAsync(SandboxSide side, string name, JsonObject values)
    {
        values["email"] = $"{name}@match.test";
        return Text(await side.CreateAsync("customers", values), "id");
    }

    private static string Number(JsonObject? record, string field) =>
        (record?[field]?.GetValue<decimal>() ?? 0).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
