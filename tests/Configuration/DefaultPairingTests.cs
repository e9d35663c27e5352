using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Sync.Mapping;

namespace Sync.Configuration.Tests;

/// <summary>The five pairings of the embedded default: what DESIGN.md tells of them in section 9, and a record of each both ways.</summary>
public sealed class DefaultPairingTests
{
    private static readonly SyncConfiguration Default = ConfigurationLoader.LoadDefault(_ => null).Configuration();

    public static TheoryData<string, string, string> Records => new()
    {
        {
            "customer",
            """
            {"email":"ada@example.com","name":"Ada Lovelace","phone":null,"company":"Engines","vatNumber":"GB1","segment":"active",
             "address":{"street":"1 High St","postalCode":"N1","city":"London","country":"GB"},"birthday":"1815-12-10",
             "creditLimit":12.34,"notes":"first"}
            """,
            """
            {"email":"ada@example.com","first_name":"Ada","last_name":"Lovelace","telephone":null,"company":"Engines","tax_id":"GB1",
             "group":"customer","address":{"line1":"1 High St","zip":"N1","city":"London","country_code":"GB"},"date_of_birth":"1815-12-10",
             "credit_limit_cents":1234,"note":"first"}
            """
        },
        {
            "product",
            """
            {"sku":"A-1","name":"Lamp","description":"Bright","price":19.9,"currency":"EUR","stock":3,"active":false,"tags":["new","red"]}
            """,
            """
            {"sku":"A-1","title":"Lamp","body":"Bright","price_cents":1990,"currency":"EUR","inventory":3,"published":false,"tags":["new","red"]}
            """
        },
        {
            "order",
            """
            {"number":"SO-1","customerId":"7","status":"cancelled","total":41.3,"currency":"EUR","orderedAt":"2026-01-31T12:00:00Z",
             "shippingAddress":{"street":"1 High St","postalCode":"N1","city":"London","country":"GB"},
             "lines":[{"sku":"B","description":"Lamp","quantity":2,"unitPrice":19.9},{"sku":"A","description":null,"quantity":1,"unitPrice":1.5}]}
            """,
            """
            {"type":"order","reference":"SO-1","customer_id":7,"state":"canceled","total_cents":4130,"currency":"EUR",
             "placed_at":"2026-01-31T12:00:00Z","ship_to":{"line1":"1 High St","zip":"N1","city":"London","country_code":"GB"},
             "items":[{"sku":"B","title":"Lamp","qty":2,"unit_price_cents":1990},{"sku":"A","title":null,"qty":1,"unit_price_cents":150}]}
            """
        },
        {
            "quote-order",
            """
            {"number":"Q-1","title":"Offer","customerId":"7","status":"rejected","total":40.5,"currency":"USD","validUntil":"2026-12-31",
             "lines":[{"sku":"B","description":"Lamp","quantity":2,"unitPrice":20.25}]}
            """,
            """
            {"type":"quote","reference":"Q-1","title":"Offer","customer_id":7,"state":"declined","total_cents":4050,"currency":"USD",
             "expires_on":"2026-12-31","items":[{"sku":"B","title":"Lamp","qty":2,"unit_price_cents":2025}]}
            """
        },
        {
            "user-order",
            """
            {"name":"Eve","email":"eve@crm.example","phone":"+49 40","role":"manager","locale":"de-DE","active":false}
            """,
            """
            {"type":"account","contact":{"name":"Eve","email":"eve@crm.example","phone":"+49 40","role":"manager","locale":"de-DE"},"state":"suspended"}
            """
        },
    };

    [Theory]
    [InlineData("customer", "customer", CreateMode.Both, "email", null, DeleteMode.Propagate, "")]
    [InlineData("product", "product", CreateMode.Both, "sku", null, DeleteMode.Propagate, "")]
    [InlineData("order", "order", CreateMode.Both, "number", "order", DeleteMode.Propagate, "customer")]
    [InlineData("quote-order", "quote", CreateMode.Shop, "", "quote", DeleteMode.Unlink, "customer")]
    [InlineData("user-order", "user", CreateMode.Shop, "", "account", DeleteMode.Unlink, "")]
    public void Each_pairing_is_as_the_design_has_it(
        string name, string crmKind, CreateMode create, string match, string? shopType, DeleteMode whenDeletedInShop, string needs)
    {
        var pairing = Default.Pairing(name);

        (pairing.Kinds.Crm, pairing.Create, string.Join('+', pairing.Match)).ShouldBe((crmKind, create, match));
        pairing.Delete.ShouldBe(new PerSide<DeleteMode>(DeleteMode.Propagate, whenDeletedInShop));
        (pairing.Policy, pairing.Preferred, string.Join('+', pairing.Needs)).ShouldBe((ConflictPolicy.Newer, Side.Crm, needs));
        (pairing.Where.Shop.GetValueOrDefault("type"), pairing.Constants.Shop.GetValueOrDefault("type"))
            .ShouldBe((shopType, shopType is null ? null : $"\"{shopType}\""));
        (pairing.Where.Crm.IsEmpty, pairing.Constants.Crm.IsEmpty).ShouldBe((true, true));
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_of_each_pairing_is_created_on_the_shop_as_its_native_record(string name, string crm, string shop) =>
        new RecordMapper(Default.Pairing(name)).Create(Side.Shop, Map(name, Side.Crm, crm)).ShouldBeJson(shop);

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_of_each_pairing_is_created_in_the_crm_as_its_native_record(string name, string crm, string shop) =>
        new RecordMapper(Default.Pairing(name)).Create(Side.Crm, Map(name, Side.Shop, shop)).ShouldBeJson(crm);

    [Theory]
    [MemberData(nameof(Records))]
    public void A_native_record_of_both_sides_is_one_with_every_property(string name, string crm, string shop)
    {
        var record = Map(name, Side.Crm, crm);

        record.ShouldBe(Map(name, Side.Shop, shop));
        record.Names.ShouldBe(Default.Pairing(name).Properties.Select(p => p.Name), ignoreOrder: true);
    }

    [Fact]
    public void The_types_of_shop_orders_are_kept_apart()
    {
        var orders = new RecordMapper(Default.Pairing("order"));

        orders.Map(Side.Shop, """{"type":"account","reference":null,"customer_id":null,"state":"suspended"}"""u8)
            .ShouldBeOfType<Mapped.Good>().InScope.ShouldBeFalse();
    }

    [Fact]
    public void An_order_needs_a_customer_and_a_quote_does_not()
    {
        Map("quote-order", Side.Crm, """{"number":"Q-1","customerId":null}""")["customer"].ShouldBe(Value.None);
        new RecordMapper(Default.Pairing("order")).Map(Side.Crm, """{"number":"SO-1","customerId":null}"""u8)
            .ShouldBe(new Mapped.Bad("customer", "customerId: found nothing, expected a value, as it is required"));
    }

    [Fact]
    public void The_owner_is_not_synchronised() =>
        Default.Pairings.SelectMany(p => p.Properties).SelectMany(p => p.Paths.Crm).ShouldNotContain("ownerId");

    private static CanonicalRecord Map(string pairing, Side side, string json)
    {
        var good = new RecordMapper(Default.Pairing(pairing)).Map(side, Encoding.UTF8.GetBytes(json)).ShouldBeOfType<Mapped.Good>();
        good.InScope.ShouldBeTrue();
        return good.Record;
    }
}

internal static class NativeRecords
{
    public static void ShouldBeJson(this byte[] actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual), JsonNode.Parse(expected)).ShouldBeTrue($"{Encoding.UTF8.GetString(actual)}\nshould be\n{expected}");
}
