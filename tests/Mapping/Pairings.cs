using System.Collections.Immutable;

namespace Sync.Mapping.Tests;

/// <summary>The pairings of the sandbox (DESIGN.md, section 9) and small ones to show one thing each.</summary>
internal static class Pairings
{
    public static readonly Pairing Customer = new()
    {
        Name = "customer",
        Kinds = new("customer", "customer"),
        Create = CreateMode.Both,
        Match = ["email"],
        Properties =
        [
            Of("email", PropertyType.String, "email", "email") with { Compare = Comparison.Lower, Required = true },
            Split("name", "name", "first_name", "last_name", singleIsLast: true),
            Of("phone", PropertyType.String, "phone", "telephone"),
            Of("company", PropertyType.String, "company", "company"),
            Of("vat", PropertyType.String, "vatNumber", "tax_id"),
            Of("street", PropertyType.String, "address.street", "address.line1"),
            Of("postalCode", PropertyType.String, "address.postalCode", "address.zip"),
            Of("city", PropertyType.String, "address.city", "address.city"),
            Of("country", PropertyType.String, "address.country", "address.country_code"),
            Of("segment", PropertyType.Enum, "segment", "group", Segments),
            Of("birthday", PropertyType.Date, "birthday", "date_of_birth"),
            Of("credit", PropertyType.Decimal, "creditLimit", "credit_limit_cents", new Conversion.MinorUnits(2)) with
            {
                Precision = 12,
                Scale = 2,
            },
            Of("notes", PropertyType.String, "notes", "note"),
        ],
    };

    public static readonly Pairing Product = new()
    {
        Name = "product",
        Kinds = new("product", "product"),
        Create = CreateMode.Both,
        Match = ["sku"],
        Properties =
        [
            Of("sku", PropertyType.String, "sku", "sku"),
            Of("name", PropertyType.String, "name", "title"),
            Of("description", PropertyType.String, "description", "body"),
            new()
            {
                Name = "price",
                Type = PropertyType.Money,
                Paths = new(["price", "currency"], ["price_cents", "currency"]),
                Conversions = new([], [new Conversion.MinorUnits(null)]),
            },
            Of("stock", PropertyType.Integer, "stock", "inventory"),
            Of("active", PropertyType.Boolean, "active", "published"),
            Of("tags", PropertyType.Set, "tags", "tags"),
        ],
    };

    public static readonly Pairing Order = new()
    {
        Name = "order",
        Kinds = new("order", "order"),
        Create = CreateMode.Both,
        Match = ["number"],
        Where = new(Texts(), Texts(("type", "order"))),
        Constants = new(Texts(), Texts(("type", "\"order\""))),
        Properties =
        [
            Of("number", PropertyType.String, "number", "reference"),
            Reference("customer", "customer", "customerId", "customer_id") with { Required = true },
            Lines("lines", "lines", "items"),
        ],
    };

    /// <summary>The shop's customer groups to canonical segments.</summary>
    public static Conversion.Table Segments => Table(("prospect", "lead"), ("customer", "active"), ("inactive", "churned"));

    /// <summary>A pairing of one property.</summary>
    public static Pairing Only(Property property) =>
        new() { Name = "only", Kinds = new("thing", "thing"), Properties = [property] };

    /// <summary>A property on one path a side, converted on the shop's.</summary>
    public static Property Of(string name, PropertyType type, string crm, string shop, params Conversion[] shopConversions) =>
        new() { Name = name, Type = type, Paths = new([crm], [shop]), Conversions = new([], [.. shopConversions]) };

    /// <summary>A property named x at x on both sides, converted on the shop's.</summary>
    public static Property X(PropertyType type, params Conversion[] shopConversions) => Of("x", type, "x", "x", shopConversions);

    /// <summary>A reference whose ids are text in the CRM and numbers in the shop.</summary>
    public static Property Reference(string name, string to, string crm, string shop) =>
        Of(name, PropertyType.Reference, crm, shop) with { To = to, As = new(IdForm.Text, IdForm.Integer) };

    /// <summary>The lines of an order or quote, by sku.</summary>
    public static Property Lines(string name, string crm, string shop) => Of(name, PropertyType.Lines, crm, shop) with
    {
        Key = "sku",
        Properties =
        [
            Of("sku", PropertyType.String, "sku", "sku"),
            Of("description", PropertyType.String, "description", "title"),
            Of("quantity", PropertyType.Integer, "quantity", "qty"),
            Of("unitPrice", PropertyType.Decimal, "unitPrice", "unit_price_cents", new Conversion.MinorUnits(2)) with { Scale = 2 },
        ],
    };

    public static Property Split(string name, string crm, string first, string last, bool singleIsLast) => new()
    {
        Name = name,
        Type = PropertyType.String,
        Paths = new([crm], [first, last]),
        Conversions = new([], [new Conversion.SplitName(singleIsLast)]),
    };

    public static Conversion.Table Table(params (string Native, string Canonical)[] words) =>
        new(words.ToImmutableSortedDictionary(word => word.Native, word => word.Canonical, StringComparer.Ordinal));

    public static ImmutableSortedDictionary<string, string> Texts(params (string Path, string Text)[] texts) =>
        texts.ToImmutableSortedDictionary(entry => entry.Path, entry => entry.Text, StringComparer.Ordinal);
}
