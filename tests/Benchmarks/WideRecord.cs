using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Benchmarks;

/// <summary>A record of twenty properties, one of them ten lines of four.</summary>
internal static class WideRecord
{
    private static readonly string[] Texts = [.. Enumerable.Range(1, 12).Select(number => $"text{number}")];

    public static readonly Pairing Pairing = new()
    {
        Name = "order",
        Kinds = new PerSide<string>("order", "order"),
        Create = CreateMode.Both,
        Match = ["number"],
        Properties =
        [
            At("number", PropertyType.String),
            At("name", PropertyType.String),
            .. Texts.Select(name => At(name, PropertyType.String)),
            At("active", PropertyType.Boolean),
            At("stock", PropertyType.Integer),
            At("price", PropertyType.Decimal),
            At("orderedAt", PropertyType.DateTime),
            At("tags", PropertyType.Set),
            At("lines", PropertyType.Lines) with
            {
                Key = "sku",
                Properties = [At("sku", PropertyType.String), At("title", PropertyType.String), At("quantity", PropertyType.Integer), At("unitPrice", PropertyType.Decimal)],
            },
        ],
    };

    /// <summary>The record as either side sends it.</summary>
    /// <param name="name">The property that is edited.</param>
    /// <param name="quantity">Of the line that is edited.</param>
    public static byte[] Body(string name, int quantity)
    {
        var body = new JsonObject
        {
            ["id"] = "17",
            ["version"] = "3",
            ["number"] = "2030-00017",
            ["name"] = name,
            ["active"] = true,
            ["stock"] = 12,
            ["price"] = 1234.5m,
            ["orderedAt"] = "2030-01-01T12:00:00Z",
            ["tags"] = new JsonArray("new", "sale", "winter"),
            ["lines"] = new JsonArray([.. Enumerable.Range(0, 10).Select(line => new JsonObject
            {
                ["sku"] = $"SKU-{line}", ["title"] = $"Thing number {line}", ["quantity"] = line == 5 ? quantity : 1, ["unitPrice"] = 12.5m,
            })]),
        };
        foreach (var text in Texts)
            body[text] = $"what {text} says";
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static Property At(string path, PropertyType type) => new() { Name = path, Type = type, Paths = new PerSide<ImmutableArray<string>>([path], [path]) };
}
