using static Sync.Sandbox.Shapes.Field;

namespace Sync.Sandbox.Shapes;

/// <summary>The CRM's kinds: camelCase, one name, decimals, opaque ids.</summary>
internal static class CrmShapes
{
    private static readonly Field[] Address =
    [
        Text("street"), Text("postalCode"), Text("city"), new("country", FieldType.Country),
    ];

    private static readonly Field OrderLines = Lines(
        "lines",
        Text("sku", required: true), Text("description"),
        new Field("quantity", FieldType.Count) { Required = true }, new Field("unitPrice", FieldType.Money));

    public static IReadOnlyList<Shape> All { get; } =
    [
        new("users",
        [
            Text("name", required: true), new("email", FieldType.Email), Text("phone"),
            Word("role", "sales", "support", "manager"), Text("locale"), Flag("active"),
        ]) { IdPrefix = "usr_", Indexed = ["email"] },

        new("customers",
        [
            Text("name", required: true), new("email", FieldType.Email), Text("phone"), Text("company"), Text("vatNumber"),
            Group("address", Address), Word("segment", "lead", "active", "churned"), new("birthday", FieldType.Date),
            new("creditLimit", FieldType.Money), new("notes", FieldType.LongText),
        ]) { IdPrefix = "cus_", UniqueField = "email", Indexed = ["email"] },

        new("products",
        [
            Text("sku", required: true), Text("name"), new("description", FieldType.LongText),
            new("price", FieldType.Money), new("currency", FieldType.Currency),
            new("stock", FieldType.Count) { Default = "0" }, Flag("active"), new("tags", FieldType.TextList),
        ]) { IdPrefix = "prd_", UniqueField = "sku", Indexed = ["sku"] },

        new("quotes",
        [
            Text("number", required: true), Text("title"), Reference("customerId", "customers"), Reference("ownerId", "users"),
            Word("status", "draft", "sent", "accepted", "rejected"), new("currency", FieldType.Currency),
            new("total", FieldType.Money), new("validUntil", FieldType.Date), OrderLines,
        ]) { IdPrefix = "quo_", Indexed = ["number", "customerId"] },

        new("orders",
        [
            Text("number", required: true), Reference("customerId", "customers"), Reference("ownerId", "users"),
            Word("status", "open", "confirmed", "shipped", "closed", "cancelled"), new("currency", FieldType.Currency),
            new("total", FieldType.Money), new("orderedAt", FieldType.Instant), Group("shippingAddress", Address), OrderLines,
        ]) { IdPrefix = "ord_", Indexed = ["number", "customerId"] },
    ];
}
