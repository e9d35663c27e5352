using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>
/// Seeded edits and creates on both sides, and what must stand in the end. Each record and property has one side that edits it,
/// so that its last edit must be on both; different properties of one record are edited on both sides.
/// </summary>
internal sealed class Storm(SandboxSide crm, SandboxSide shop, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<(string CrmId, string ShopId)> customers = [];
    private readonly Dictionary<(string CrmId, string Field), string> expected = [];
    private readonly List<string> created = [];
    private int made;

    /// <summary>Remembers the linked customers.</summary>
    public async Task BeginAsync()
    {
        var ofShop = (await shop.ListAsync("customers")).ToDictionary(record => World.Text(record, "email").ToLowerInvariant());
        foreach (var record in await crm.ListAsync("customers"))
            customers.Add((World.Text(record, "id"), World.Text(ofShop[World.Text(record, "email").ToLowerInvariant()], "id")));
    }

    /// <summary>One edit on a side that the dice choose.</summary>
    public async Task EditAsync()
    {
        var (crmId, shopId) = customers[random.Next(customers.Count)];
        var text = $"edit {++made}";
        var isOfCrm = random.Next(2) == 0;
        expected[(crmId, isOfCrm ? "company" : "note")] = text;
        if (isOfCrm)
            await crm.PatchAsync("customers", crmId, "company", text);
        else
            await shop.PatchAsync("customers", shopId, "note", text);
    }

    /// <summary>One new customer on a side that the dice choose; now and then the same on both at once.</summary>
    public async Task CreateAsync()
    {
        var email = $"new-{++made}@example.com";
        created.Add(email);
        var where = random.Next(5);
        var ofCrm = where != 0 ? Task.CompletedTask : CreateOnShopAsync(email);
        if (where <= 2)
            await crm.CreateAsync("customers", new JsonObject { ["name"] = $"Ada Number{made}", ["email"] = email });
        else
            await CreateOnShopAsync(email);
        await ofCrm;
    }

    /// <summary>What is not yet as it must be; <see langword="null"/> when all is.</summary>
    public async Task<string?> ComplaintAsync()
    {
        var ofCrm = await crm.ListAsync("customers");
        var ofShop = await shop.ListAsync("customers");
        var crmById = ofCrm.ToDictionary(record => World.Text(record, "id"));
        var shopById = ofShop.ToDictionary(record => World.Text(record, "id"));
        foreach (var (crmId, shopId) in customers)
        {
            foreach (var (crmField, shopField, edited) in new[] { ("company", "company", "company"), ("notes", "note", "note") })
            {
                var (one, other) = (World.Text(crmById[crmId], crmField), World.Text(shopById[shopId], shopField));
                if (one != other)
                    return $"customer {crmId}/{shopId}: {crmField} is '{one}' on crm and '{other}' on shop";
                if (expected.TryGetValue((crmId, edited), out var last) && one != last)
                    return $"customer {crmId}/{shopId}: {crmField} is '{one}', the last edit was '{last}'";
            }
        }

        var lacking = created.FirstOrDefault(email => !Has(ofCrm, email) || !Has(ofShop, email));
        if (lacking is not null)
            return $"{lacking}: on crm {Has(ofCrm, lacking)}, on shop {Has(ofShop, lacking)}";
        var doubled = ofCrm.Select(Email).GroupBy(e => e).Concat(ofShop.Select(Email).GroupBy(e => e)).FirstOrDefault(g => g.Count() > 1);
        return doubled is not null ? $"{doubled.Key} is there {doubled.Count()} times"
            : ofCrm.Count != customers.Count + created.Count ? $"crm has {ofCrm.Count} customers, not {customers.Count + created.Count}"
            : ofShop.Count != ofCrm.Count ? $"shop has {ofShop.Count} customers, crm {ofCrm.Count}"
            : null;
    }

    private Task CreateOnShopAsync(string email) => shop.CreateAsync(
        "customers", new JsonObject { ["first_name"] = "Ada", ["last_name"] = $"Number{made}", ["email"] = email });

    private static bool Has(IReadOnlyList<JsonObject> records, string email) => records.Any(record => Email(record) == email);

    private static string Email(JsonObject record) => World.Text(record, "email").ToLowerInvariant();
}
