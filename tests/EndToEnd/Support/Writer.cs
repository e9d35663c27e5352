using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>One person at one side, seeded: edits whatever there is, whoever else edits it, and creates and deletes.</summary>
internal sealed class Writer(SandboxSide side, bool isCrm, string name, int seed)
{
    private static readonly string[] Tags = ["a", "b", "c", "d", "e"];
    private readonly Random random = new(seed);
    private int made;

    /// <summary>Keys this person deleted: what stands of them in the end depends on who else edited them.</summary>
    public HashSet<string> Deleted { get; } = [];

    public List<string> Created { get; } = [];

    public async Task WorkAsync(int acts)
    {
        for (var act = 0; act < acts; act++)
        {
            var kind = new[] { "customers", "products", "orders" }[random.Next(3)];
            await (random.Next(20) switch
            {
                < 3 => CreateAsync(kind),
                3 => DeleteAsync(kind),
                _ => EditAsync(kind),
            });
        }
    }

    private async Task EditAsync(string kind)
    {
        if (await AnyAsync(kind) is not { } record)
            return;
        var (field, value) = kind switch
        {
            "customers" => Customer(),
            "products" => Product(),
            _ => Order(record),
        };
        await side.PatchAsync(kind, record["id"]!.ToString(), field, value);
    }

    private (string, JsonNode) Customer() => random.Next(6) switch
    {
        0 => isCrm ? ("name", $"Ada {Text()}") : ("last_name", Text()),
        1 => (isCrm ? "phone" : "telephone", Text()),
        2 => ("company", Text()),
        3 => isCrm ? ("segment", Pick("lead", "active", "churned")) : ("group", Pick("prospect", "customer", "inactive")),
        4 => isCrm ? ("creditLimit", random.Next(100_000) / 100m) : ("credit_limit_cents", random.Next(100_000)),
        _ => (isCrm ? "notes" : "note", Text()),
    };

    private (string, JsonNode) Product() => random.Next(5) switch
    {
        0 => (isCrm ? "name" : "title", Text()),
        1 => (isCrm ? "stock" : "inventory", random.Next(50)),
        2 => (isCrm ? "active" : "published", random.Next(2) == 0),
        3 => (isCrm ? "description" : "body", Text()),
        _ => ("tags", new JsonArray([.. Tags.Where(_ => random.Next(2) == 0).Select(tag => (JsonNode)tag)])),
    };

    private (string, JsonNode) Order(JsonObject record)
    {
        var lines = (JsonArray)(record[isCrm ? "lines" : "items"] ?? new JsonArray()).DeepClone();
        if (lines.Count == 0 || random.Next(3) == 0)
            return isCrm ? ("status", Pick("open", "confirmed", "shipped", "closed")) : ("state", Pick("pending", "processing", "shipped", "completed"));
        var line = lines[random.Next(lines.Count)]!;
        line[isCrm ? "quantity" : "qty"] = random.Next(1, 20);
        return (isCrm ? "lines" : "items", lines);
    }

    private async Task CreateAsync(string kind)
    {
        var key = $"{name}-{++made}".ToLowerInvariant();
        JsonObject record;
        if (kind == "customers")
        {
            key += "@example.org";
            record = isCrm ? new() { ["name"] = $"Ada {Text()}", ["email"] = key } : new() { ["first_name"] = "Ada", ["last_name"] = Text(), ["email"] = key };
        }
        else if (kind == "products")
        {
            record = isCrm
                ? new() { ["sku"] = key, ["name"] = Text(), ["price"] = 1.25m, ["currency"] = "EUR" }
                : new() { ["sku"] = key, ["title"] = Text(), ["price_cents"] = 125, ["currency"] = "EUR" };
        }
        else
        {
            var customer = (await side.ListAsync("customers")).First(c => !World.Text(c, "email").EndsWith("example.org", StringComparison.Ordinal))["id"]!.DeepClone();
            record = isCrm
                ? new() { ["number"] = key, ["customerId"] = customer, ["currency"] = "EUR", ["total"] = 10, ["lines"] = Lines("quantity", "unitPrice", 1.5m) }
                : new() { ["type"] = "order", ["reference"] = key, ["customer_id"] = customer, ["currency"] = "EUR", ["total_cents"] = 1000, ["items"] = Lines("qty", "unit_price_cents", 150) };
        }
        await side.CreateAsync(kind, record, Named(kind));
        Created.Add(key);
    }

    /// <summary>Customers that were there from the first are kept: orders refer to them.</summary>
    private async Task DeleteAsync(string kind)
    {
        if (await AnyAsync(kind) is not { } record || KeyOf(kind, record) is not { } key || (kind == "customers" && !key.EndsWith("example.org", StringComparison.Ordinal)))
            return;
        Deleted.Add(key.ToLowerInvariant());
        await side.DeleteAsync(kind, record["id"]!.ToString());
    }

    private async Task<JsonObject?> AnyAsync(string kind)
    {
        var records = (await side.ListAsync(kind)).Where(r => kind != "orders" || isCrm || World.Text(r, "type") == "order").ToList();
        return records.Count == 0 ? null : records[random.Next(records.Count)];
    }

    private string KeyOf(string kind, JsonObject record) => World.Text(record, Named(kind));

    private string Named(string kind) => kind switch { "customers" => "email", "products" => "sku", _ => isCrm ? "number" : "reference" };

    private static JsonArray Lines(string quantity, string price, decimal unit) =>
        [.. new[] { "A", "B" }.Select(sku => new JsonObject { ["sku"] = sku, [quantity] = 1, [price] = unit })];

    /// <summary>Typed as people type: now and then with white space that a side may tidy.</summary>
    private string Text() => random.Next(4) == 0 ? $" {name}  {Number()} " : $"{name}{Number()}";

    private string Number() => (++made).ToString(CultureInfo.InvariantCulture);

    private string Pick(params string[] words) => words[random.Next(words.Length)];
}
