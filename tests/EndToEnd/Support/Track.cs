using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>
/// One pairing as a storm sees it: how its records are told apart, one property that only the CRM edits and one that only the
/// shop edits, so that the last edit of each must stand on both sides. Paths are dotted.
/// </summary>
/// <param name="CrmKind">The kind's path on the CRM.</param>
/// <param name="ShopKind">The kind's path on the shop.</param>
/// <param name="ShopType">The shop's <c>type</c>, where it has one.</param>
/// <param name="CrmKey">What tells records apart, on the CRM.</param>
/// <param name="ShopKey">The same on the shop.</param>
/// <param name="EditedByCrm">The property the CRM edits, on each side.</param>
/// <param name="EditedByShop">The property the shop edits, on each side.</param>
/// <param name="ShopValue">A value for the shop's edit; the text of it is the same on both sides.</param>
internal sealed record Track(
    string CrmKind, string ShopKind, string? ShopType, string CrmKey, string ShopKey, PerSide<string> EditedByCrm, PerSide<string> EditedByShop,
    Func<int, JsonNode> ShopValue)
{
    public static readonly Track[] All =
    [
        new("customers", "customers", null, "email", "email", new("company", "company"), new("notes", "note"), n => $"edit {n}"),
        new("products", "products", null, "sku", "sku", new("name", "title"), new("stock", "inventory"), n => n),
        new("quotes", "orders", "quote", "number", "reference", new("title", "title"), new("validUntil", "expires_on"), Day),
        new("users", "orders", "account", "email", "contact.email", new("name", "contact.name"), new("phone", "contact.phone"), n => $"+41 {n}"),
        new("orders", "orders", "order", "number", "reference", new("shippingAddress.city", "ship_to.city"), new("shippingAddress.street", "ship_to.line1"),
            n => $"Street {n}"),
    ];

    /// <summary>The records of both sides by key; a key that stands twice on one side throws.</summary>
    public async Task<PerSide<Dictionary<string, JsonObject>>> RecordsAsync(SandboxSide crm, SandboxSide shop) => new(
        (await crm.ListAsync(CrmKind)).ToDictionary(r => Text(r, CrmKey).ToLowerInvariant()),
        (await shop.ListAsync(ShopKind)).Where(r => ShopType is null || Text(r, "type") == ShopType).ToDictionary(r => Text(r, ShopKey).ToLowerInvariant()));

    /// <summary>The text at a dotted path; empty where there is none.</summary>
    public static string Text(JsonObject record, string path) =>
        path.Split('.').Aggregate((JsonNode?)record, (node, key) => (node as JsonObject)?[key])?.ToString() ?? "";

    /// <summary>Edits a dotted path.</summary>
    public static Task EditAsync(SandboxSide side, string kind, string id, string path, JsonNode value)
    {
        var keys = path.Split('.');
        var inner = keys.Skip(1).Reverse().Aggregate(value, (node, key) => new JsonObject { [key] = node });
        return side.PatchAsync(kind, id, keys[0], inner);
    }

    private static JsonNode Day(int number) =>
        new DateOnly(2027, 1, 1).AddDays(number % 3_000).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
