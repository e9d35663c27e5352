using System.Globalization;
using System.Text.Json.Nodes;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Seed;

/// <summary>Invents what the CRM starts with.</summary>
internal sealed class CrmWorld(Dice dice, SandboxOptions amounts, IReadOnlyList<Person> people, IReadOnlyList<Good> goods)
{
    private readonly List<SeedRecord> _records = [];
    private readonly List<SeedRecord> _users = [];
    private readonly List<SeedRecord> _customers = [];

    public IReadOnlyList<SeedRecord> Invent()
    {
        for (var n = 0; n < amounts.Users; n++) _users.Add(Add("users", "usr_", User(n)));
        foreach (var person in people) _customers.Add(Add("customers", "cus_", Customer(person)));
        foreach (var good in goods) Add("products", "prd_", Product(good));
        for (var n = 0; n < amounts.Quotes; n++) Add("quotes", "quo_", Quote(n));
        for (var n = 0; n < amounts.Orders; n++) Add("orders", "ord_", Order(n));
        return _records;
    }

    private SeedRecord Add(string kind, string prefix, JsonObject fields)
    {
        var record = new SeedRecord(kind, dice.Id(prefix), fields, dice.Moment());
        _records.Add(record);
        return record;
    }

    private JsonObject User(int number)
    {
        var (first, last) = (dice.Of(Vocabulary.FirstNames), dice.Of(Vocabulary.LastNames));
        return new JsonObject
        {
            ["name"] = $"{first} {last}",
            ["email"] = Numbered($"{Vocabulary.Plain(first)}.{Vocabulary.Plain(last)}", number + 1) + "@northwind-crm.example",
            ["phone"] = Numbered("+49 40 5550 ", 100 + number),
            ["role"] = number % 10 == 0 ? "manager" : number % 3 == 0 ? "support" : "sales",
            ["locale"] = dice.Of(Vocabulary.Locales),
            ["active"] = !dice.Percent(10),
        };
    }

    private JsonObject Customer(Person person) => new()
    {
        ["name"] = $"{person.First} {person.Last}",
        ["email"] = person.Email,
        ["phone"] = dice.Percent(85) ? person.Phone : null,
        ["company"] = person.Company,
        ["vatNumber"] = person.VatNumber,
        ["address"] = Address(person),
        ["segment"] = dice.Of(["lead", "active", "active", "active", "churned"]),
        ["birthday"] = person.Birthday,
        ["creditLimit"] = person.CreditLimitCents / 100m,
        ["notes"] = person.Note,
    };

    private JsonObject Product(Good good) => new()
    {
        ["sku"] = good.Sku,
        ["name"] = good.Name,
        ["description"] = good.Description,
        ["price"] = good.PriceCents / 100m,
        ["currency"] = "EUR",
        ["stock"] = good.Stock,
        ["active"] = !dice.Percent(8),
        ["tags"] = new JsonArray([.. good.Tags.Select(tag => JsonValue.Create(tag))]),
    };

    private JsonObject Quote(int number)
    {
        var status = dice.Of(["draft", "sent", "sent", "accepted", "rejected"]);
        var quote = Trade(Numbered("Q-", 2025_0001 + number), status, out var good);
        quote["title"] = $"Offer: {good.Name}";
        quote["validUntil"] = dice.Day(2026, 2027);
        return quote;
    }

    private JsonObject Order(int number)
    {
        var order = Trade(
            Numbered("SO-", 10_001 + number), dice.Of(["open", "confirmed", "shipped", "closed", "closed", "cancelled"]), out _);
        order["orderedAt"] = Moments.Spell(dice.Moment());
        order["shippingAddress"] = people.Count > 0 && dice.Percent(90) ? Address(dice.Of(people)) : null;
        return order;
    }

    /// <summary>What quotes and orders have in common; the total is that of the lines.</summary>
    private JsonObject Trade(string number, string status, out Good first)
    {
        var lines = Enumerable.Range(0, goods.Count == 0 ? 0 : dice.From(1, 4))
            .Select(_ => (Good: dice.Of(goods), Quantity: dice.From(1, 12))).DistinctBy(line => line.Good.Sku).ToArray();
        first = lines.Length > 0 ? lines[0].Good : new Good("", "our range", "", 0, 0, []);
        return new JsonObject
        {
            ["number"] = number,
            ["customerId"] = _customers.Count > 0 ? dice.Of(_customers).Id : null,
            ["ownerId"] = _users.Count > 0 ? dice.Of(_users).Id : null,
            ["status"] = status,
            ["currency"] = "EUR",
            ["total"] = lines.Sum(line => line.Good.PriceCents * line.Quantity) / 100m,
            ["lines"] = new JsonArray([.. lines.Select(line => new JsonObject
            {
                ["sku"] = line.Good.Sku,
                ["description"] = line.Good.Name,
                ["quantity"] = line.Quantity,
                ["unitPrice"] = line.Good.PriceCents / 100m,
            })]),
        };
    }

    private static JsonObject Address(Person person) => new()
    {
        ["street"] = person.Street,
        ["postalCode"] = person.Zip,
        ["city"] = person.City,
        ["country"] = person.Country,
    };

    private static string Numbered(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
}
