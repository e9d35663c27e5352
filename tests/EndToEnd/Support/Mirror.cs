using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sync.EndToEnd.Tests;

/// <summary>
/// What the default configuration means, told a second time by hand: each kind's record as it should look on both sides. Knows
/// nothing of the engine's mapping.
/// </summary>
internal sealed partial record Mirror(
    string Kind, string Key, Func<JsonObject, string[]> OfCrm, string ShopKey, Func<JsonObject, string[]> OfShop, string? ShopType = null)
{
    public static readonly Mirror[] All =
    [
        new(
            "customers", "email",
            r => [T(r, "email").ToLowerInvariant(), T(r, "name"), T(r, "phone"), T(r, "company"), T(r, "vatNumber"), T(r, "address.street"),
                T(r, "address.postalCode"), T(r, "address.city"), T(r, "address.country"), T(r, "segment"), T(r, "birthday"), Number(r, "creditLimit", 1), T(r, "notes")],
            "email",
            r => [T(r, "email").ToLowerInvariant(), string.Join(' ', new[] { T(r, "first_name"), T(r, "last_name") }.Where(part => part.Length > 0)), T(r, "telephone"), T(r, "company"), T(r, "tax_id"),
                T(r, "address.line1"), T(r, "address.zip"), T(r, "address.city"), T(r, "address.country_code"), Word(r, "group"), T(r, "date_of_birth"),
                Number(r, "credit_limit_cents", 100), T(r, "note")]),
        new(
            "products", "sku",
            r => [T(r, "sku"), T(r, "name"), T(r, "description"), Number(r, "price", 1), T(r, "currency"), T(r, "stock"), T(r, "active"), Words(r)],
            "sku",
            r => [T(r, "sku"), T(r, "title"), T(r, "body"), Number(r, "price_cents", T(r, "currency") == "JPY" ? 1 : 100), T(r, "currency"), T(r, "inventory"),
                T(r, "published"), Words(r)]),
        new(
            "orders", "number",
            r => [T(r, "number"), T(r, "status"), Number(r, "total", 1), T(r, "currency"), Instant(r, "orderedAt"), .. Lines(r, "lines", "description", "quantity", "unitPrice", 1)],
            "reference",
            r => [T(r, "reference"), Word(r, "state"), Number(r, "total_cents", T(r, "currency") == "JPY" ? 1 : 100), T(r, "currency"), Instant(r, "placed_at"),
                .. Lines(r, "items", "title", "qty", "unit_price_cents", 100)],
            "order"),
    ];

    private static readonly Dictionary<string, string> CrmWords = new()
    {
        ["prospect"] = "lead", ["customer"] = "active", ["inactive"] = "churned",
        ["pending"] = "open", ["processing"] = "confirmed", ["shipped"] = "shipped", ["completed"] = "closed", ["canceled"] = "cancelled",
    };

    /// <summary>The records of both sides by key, each value by value; a key that stands twice on one side throws.</summary>
    public async Task<PerSide<Dictionary<string, string[]>>> ReadAsync(SandboxSide crm, SandboxSide shop) => new(
        (await crm.ListAsync(Kind)).ToDictionary(r => T(r, Key).ToLowerInvariant(), OfCrm),
        (await shop.ListAsync(Kind)).Where(r => ShopType is null || T(r, "type") == ShopType).ToDictionary(r => T(r, ShopKey).ToLowerInvariant(), OfShop));

    /// <summary>
    /// Whether two records are the same: value by value, or as the side that has it stores it while it normalises. The shop tidies
    /// the white space of texts, the CRM rounds amounts to one place.
    /// </summary>
    public static bool AreAlike(string[] crm, string[] shop) =>
        crm.Length == shop.Length && crm.Zip(shop).All(pair => pair.First == pair.Second || Tidy(pair.First) == pair.Second || pair.First == Rounded(pair.Second));

    private static string Tidy(string text) => WhiteSpace().Replace(text.Trim(), " ");

    private static string Rounded(string text) =>
        Amount().IsMatch(text) ? decimal.Round(decimal.Parse(text, CultureInfo.InvariantCulture), 1).ToString("0.###", CultureInfo.InvariantCulture) : text;

    private static string T(JsonObject record, string path) => Track.Text(record, path);

    private static string Word(JsonObject record, string path) => CrmWords[T(record, path)];

    private static string Words(JsonObject record) =>
        string.Join(' ', (record["tags"] as JsonArray ?? []).Select(tag => tag!.ToString()).Order(StringComparer.Ordinal));

    private static string Number(JsonObject record, string path, int units) => T(record, path) is { Length: > 0 } text
        ? (decimal.Parse(text, CultureInfo.InvariantCulture) / units).ToString("0.###", CultureInfo.InvariantCulture)
        : "";

    private static string Instant(JsonObject record, string path) => T(record, path) is { Length: > 0 } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime.ToString("s", CultureInfo.InvariantCulture)
        : "";

    private static IEnumerable<string> Lines(JsonObject record, string path, string title, string quantity, string price, int units) =>
        (record[path] as JsonArray ?? []).Select(line => line!.AsObject())
            .SelectMany(line => new[] { T(line, "sku"), T(line, title), T(line, quantity), Number(line, price, units) });

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^-?\d+\.\d+$")]
    private static partial Regex Amount();
}
