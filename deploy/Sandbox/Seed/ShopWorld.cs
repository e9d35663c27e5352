using System.Globalization;
using System.Text.Json.Nodes;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Seed;

/// <summary>Invents what the shop starts with: partly the CRM's customers, products and orders, as a shop would know them.</summary>
internal sealed class ShopWorld(
    Dice dice, IReadOnlyList<Person> people, IReadOnlyList<Good> goods,
    IReadOnlyList<(SeedRecord Order, int Customer)> crmOrders, int ownOrders)
{
    private static readonly Dictionary<string, string> States = new()
    {
        ["open"] = "pending",
        ["confirmed"] = "processing",
        ["shipped"] = "shipped",
        ["closed"] = "completed",
        ["cancelled"] = "canceled",
    };

    private readonly List<SeedRecord> _records = [];
    private int _lastId = 1000;

    public IReadOnlyList<SeedRecord> Invent()
    {
        foreach (var person in people) Add("customers", Customer(person));
        var customers = _records.Select(record => int.Parse(record.Id, CultureInfo.InvariantCulture)).ToArray();
        foreach (var good in goods) Add("products", Product(good));
        // An order needs somebody to belong to and something to be about.
        if (customers.Length == 0 || goods.Count == 0) return _records;
        foreach (var (order, customer) in crmOrders) Add("orders", SharedOrder(order.Fields, customers[customer]));
        for (var n = 0; n < ownOrders; n++) Add("orders", OwnOrder(n, dice.Of(customers)));
        return _records;
    }

    private void Add(string kind, JsonObject fields) => _records.Add(
        new SeedRecord(kind, (++_lastId).ToString(CultureInfo.InvariantCulture), fields, dice.Moment()));

    private JsonObject Customer(Person person) => new()
    {
        ["first_name"] = person.First,
        ["last_name"] = person.Last,
        // The same address, sometimes as its owner typed it.
        ["email"] = dice.Percent(20) ? char.ToUpperInvariant(person.Email[0]) + person.Email[1..] : person.Email,
        ["telephone"] = dice.Percent(60) ? person.Phone : null,
        ["company"] = person.Company is { } company && dice.Percent(85) ? company : null,
        ["tax_id"] = person.VatNumber,
        ["address"] = Address(person),
        ["group"] = dice.Of(["prospect", "customer", "customer", "customer", "inactive"]),
        ["date_of_birth"] = dice.Percent(50) ? person.Birthday : null,
        ["credit_limit_cents"] = dice.Percent(80) ? person.CreditLimitCents : null,
        ["note"] = dice.Percent(50) ? person.Note : null,
    };

    private JsonObject Product(Good good) => new()
    {
        ["sku"] = good.Sku,
        ["title"] = good.Name,
        ["body"] = dice.Percent(80) ? good.Description : null,
        ["price_cents"] = dice.Percent(90) ? good.PriceCents : good.PriceCents + 200,
        ["currency"] = "EUR",
        ["inventory"] = dice.Percent(80) ? good.Stock : dice.From(0, 60),
        ["published"] = !dice.Percent(10),
        ["tags"] = new JsonArray([.. good.Tags.Where(_ => dice.Percent(80)).Select(tag => JsonValue.Create(tag))]),
    };

    private JsonObject SharedOrder(JsonObject order, int customerId) => new()
    {
        ["type"] = "order",
        ["reference"] = order["number"]!.DeepClone(),
        ["customer_id"] = customerId,
        ["state"] = States[order["status"]!.GetValue<string>()],
        ["currency"] = "EUR",
        ["total_cents"] = Cents(order["total"]!),
        ["placed_at"] = order["orderedAt"]!.DeepClone(),
        ["ship_to"] = order["shippingAddress"] is { } address ? Address(address) : null,
        ["items"] = new JsonArray([.. order["lines"]!.AsArray().Select(line => new JsonObject
        {
            ["sku"] = line!["sku"]!.DeepClone(),
            ["title"] = line["description"]!.DeepClone(),
            ["qty"] = line["quantity"]!.DeepClone(),
            ["unit_price_cents"] = Cents(line["unitPrice"]!),
        })]),
    };

    private JsonObject OwnOrder(int number, int customerId)
    {
        var lines = Enumerable.Range(0, dice.From(1, 3)).Select(_ => (Good: dice.Of(goods), Quantity: dice.From(1, 4)))
            .DistinctBy(line => line.Good.Sku).ToArray();
        return new JsonObject
        {
            ["type"] = "order",
            ["reference"] = string.Create(CultureInfo.InvariantCulture, $"WEB-{50_001 + number}"),
            ["customer_id"] = customerId,
            ["state"] = dice.Of(["pending", "processing", "shipped", "completed"]),
            ["currency"] = "EUR",
            ["total_cents"] = lines.Sum(line => line.Good.PriceCents * line.Quantity),
            ["placed_at"] = Moments.Spell(dice.Moment()),
            ["ship_to"] = Address(dice.Of(people)),
            ["items"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["sku"] = line.Good.Sku,
                ["title"] = line.Good.Name,
                ["qty"] = line.Quantity,
                ["unit_price_cents"] = line.Good.PriceCents,
            })]),
        };
    }

    private static JsonObject Address(Person person) => new()
    {
        ["line1"] = person.Street,
        ["zip"] = person.Zip,
        ["city"] = person.City,
        ["country_code"] = person.Country,
    };

    private static JsonObject Address(JsonNode crmAddress) => new()
    {
        ["line1"] = crmAddress["street"]!.DeepClone(),
        ["zip"] = crmAddress["postalCode"]!.DeepClone(),
        ["city"] = crmAddress["city"]!.DeepClone(),
        ["country_code"] = crmAddress["country"]!.DeepClone(),
    };

    private static long Cents(JsonNode amount) => (long)(amount.GetValue<decimal>() * 100);
}
