using static Sync.Sandbox.Shapes.Field;

namespace Sync.Sandbox.Shapes;

/// <summary>The shop's kinds: snake_case, split names, minor units, integer ids.</summary>
internal static class ShopShapes
{
    private static readonly Field[] Address =
    [
        Text("line1"), Text("zip"), Text("city"), new("country_code", FieldType.Country),
    ];

    private static readonly Dictionary<string, string[]> States = new()
    {
        ["order"] = ["pending", "processing", "shipped", "completed", "canceled"],
        ["quote"] = ["draft", "offered", "accepted", "declined"],
        ["account"] = ["active", "suspended"],
    };

    public static IReadOnlyList<Shape> All { get; } =
    [
        new("customers",
        [
            Text("first_name"), Text("last_name"), new("email", FieldType.Email), Text("telephone"), Text("company"),
            Text("tax_id"), Group("address", Address), Word("group", "prospect", "customer", "inactive"),
            new("date_of_birth", FieldType.Date), new("credit_limit_cents", FieldType.Minor), new("note", FieldType.LongText),
        ]) { UniqueField = "email", Indexed = ["email"] },

        new("products",
        [
            Text("sku", required: true), Text("title"), new("body", FieldType.LongText), new("price_cents", FieldType.Minor),
            new("currency", FieldType.Currency), new("inventory", FieldType.Count) { Default = "0" }, Flag("published"),
            new("tags", FieldType.TextList),
        ]) { UniqueField = "sku", Indexed = ["sku"] },

        new("orders",
        [
            Word("type", "order", "quote", "account"), Text("reference"), Text("title"), Reference("customer_id", "customers"),
            Group("contact", Text("name"), new("email", FieldType.Email), Text("phone"), Text("role"), Text("locale")),
            // Which words are allowed, and which is the first one, depends on the type.
            new("state", FieldType.Word) { Words = [.. States.Values.SelectMany(words => words).Distinct()], Required = true },
            new("currency", FieldType.Currency), new("total_cents", FieldType.Minor), new("expires_on", FieldType.Date),
            new("placed_at", FieldType.Instant), Group("ship_to", Address),
            Lines(
                "items",
                Text("sku", required: true), Text("title"), new Field("qty", FieldType.Count) { Required = true },
                new Field("unit_price_cents", FieldType.Minor)),
        ]) { Indexed = ["reference", "customer_id"], Dependent = new("state", "type", States) },
    ];
}
