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
