using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>Seeded edits and creates over all five pairings, and what must stand in the end.</summary>
internal sealed class MixedStorm(SandboxSide crm, SandboxSide shop, int seed)
{
    private readonly Random random = new(seed);
    private readonly Dictionary<(Track Track, string Key, bool ByCrm), string> expected = [];
    private readonly List<(Track Track, string Key)> created = [];
    private readonly Dictionary<Track, List<(string Key, string CrmId, string ShopId)>> linked = [];
    private int made;

    /// <summary>Remembers what is linked.</summary>
    public async Task BeginAsync()
    {
        foreach (var track in Track.All)
        {
            var records = await track.RecordsAsync(crm, shop);
            linked[track] = [.. records.Crm.Where(r => records.Shop.ContainsKey(r.Key))
                .Select(r => (r.Key, World.Text(r.Value, "id"), World.Text(records.Shop[r.Key], "id")))];
        }
    }

    /// <summary>One edit of a record that the dice choose.</summary>
    public async Task EditAsync()
    {
        var track = Track.All[random.Next(Track.All.Length)];
        var (key, crmId, shopId) = linked[track][random.Next(linked[track].Count)];
        var number = ++made;
        var byCrm = random.Next(2) == 0;
        var value = byCrm ? $"edit {number}" : track.ShopValue(number);
        expected[(track, key, byCrm)] = value.ToString();
        if (byCrm)
            await Track.EditAsync(crm, track.CrmKind, crmId, track.EditedByCrm.Crm, value);
        else
            await Track.EditAsync(shop, track.ShopKind, shopId, track.EditedByShop.Shop, value);
    }

    /// <summary>One new record of a pairing that the dice choose; an order's customer is made just before it.</summary>
    public async Task CreateAsync()
    {
        var number = ++made;
        var name = $"new-{number}";
        switch (random.Next(6))
        {
            case 0:
                await CreateAsync(Track.All[1], name, crm, new() { ["sku"] = name, ["name"] = name, ["price"] = 1.5m, ["currency"] = "EUR" });
                break;
            case 1:
                await CreateAsync(Track.All[1], name, shop, new() { ["sku"] = name, ["title"] = name, ["price_cents"] = 150, ["currency"] = "EUR" });
                break;
            case 2:
                await CreateAsync(Track.All[3], $"{name}@example.com", crm, new() { ["name"] = name, ["email"] = $"{name}@example.com", ["role"] = "sales" });
                break;
            case 3:
                var buyer = await CreateAsync(Track.All[0], $"{name}@example.com", crm, new() { ["name"] = "Ada New", ["email"] = $"{name}@example.com" });
                await CreateAsync(Track.All[2], $"q-{name}", crm, new()
                {
                    ["number"] = $"q-{name}", ["title"] = name, ["customerId"] = buyer.DeepClone(), ["currency"] = "EUR", ["total"] = 10,
                });
                break;
            case 4:
                var ofCrm = await CreateAsync(Track.All[0], $"{name}@example.com", crm, new() { ["name"] = "Ada New", ["email"] = $"{name}@example.com" });
                await CreateAsync(Track.All[4], $"o-{name}", crm, new()
                {
                    ["number"] = $"o-{name}", ["customerId"] = ofCrm.DeepClone(), ["currency"] = "EUR", ["total"] = 10,
                });
                break;
            default:
                var ofShop = await CreateAsync(
                    Track.All[0], $"{name}@example.com", shop, new() { ["first_name"] = "Ada", ["last_name"] = "New", ["email"] = $"{name}@example.com" });
                await CreateAsync(Track.All[4], $"o-{name}", shop, new()
                {
                    ["type"] = "order", ["reference"] = $"o-{name}", ["customer_id"] = ofShop.DeepClone(), ["currency"] = "EUR", ["total_cents"] = 1000,
                });
                break;
        }
    }

    /// <summary>What is not yet as it must be; <see langword="null"/> when all is.</summary>
    public async Task<string?> ComplaintAsync()
    {
        var customers = await Track.All[0].RecordsAsync(crm, shop);
        var (crmMail, shopMail) = (Mails(customers.Crm), Mails(customers.Shop));
        foreach (var track in Track.All)
        {
            PerSide<Dictionary<string, JsonObject>> records;
            try
            {
                records = await track.RecordsAsync(crm, shop);
            }
            catch (ArgumentException doubled)
            {
                return $"{track.CrmKind}: {doubled.Message}";
            }

            if (records.Crm.Keys.Except(records.Shop.Keys).Concat(records.Shop.Keys.Except(records.Crm.Keys)).FirstOrDefault() is { } alone)
                return $"{track.CrmKind} {alone} is on one side only";
            if (created.FirstOrDefault(c => c.Track == track && !records.Crm.ContainsKey(c.Key)) is { Key: not null } lost)
                return $"{track.CrmKind} {lost.Key} is gone";
            foreach (var (key, one) in records.Crm)
            {
                if (Differing(track, key, one, records.Shop[key]) is { } complaint)
                    return complaint;
                if (one.ContainsKey("customerId") && track.ShopType is not null
                    && crmMail.GetValueOrDefault(Track.Text(one, "customerId")) != shopMail.GetValueOrDefault(Track.Text(records.Shop[key], "customer_id")))
                {
                    return $"{track.CrmKind} {key} is of '{Track.Text(one, "customerId")}' on crm and of '{Track.Text(records.Shop[key], "customer_id")}' on shop";
                }
            }
        }

        return null;
    }

    private string? Differing(Track track, string key, JsonObject one, JsonObject other)
    {
        foreach (var (paths, byCrm) in new[] { (track.EditedByCrm, true), (track.EditedByShop, false) })
        {
            var (crmText, shopText) = (Track.Text(one, paths.Crm), Track.Text(other, paths.Shop));
            if (crmText != shopText)
                return $"{track.CrmKind} {key}: {paths.Crm} is '{crmText}' on crm and '{shopText}' on shop";
            if (expected.TryGetValue((track, key, byCrm), out var last) && crmText != last)
                return $"{track.CrmKind} {key}: {paths.Crm} is '{crmText}', the last edit was '{last}'";
        }

        return null;
    }

    private async Task<JsonNode> CreateAsync(Track track, string key, SandboxSide side, JsonObject record)
    {
        created.Add((track, key));
        return (await side.CreateAsync(side == crm ? track.CrmKind : track.ShopKind, record))["id"]!;
    }

    private static Dictionary<string, string> Mails(Dictionary<string, JsonObject> customers) =>
        customers.ToDictionary(c => World.Text(c.Value, "id"), c => c.Key);
}
