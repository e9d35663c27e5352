using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>The first minute: what both sides hold is linked, what one lacks is created, and nothing is doubled.</summary>
public sealed class LinkingTests : World
{
    [Fact]
    public async Task Records_of_both_sides_are_linked_by_their_key_and_the_missing_are_created_once()
    {
        var emails = await KeysOfBothAsync("customers", "email");
        var skus = await KeysOfBothAsync("products", "sku");

        await StartSiloInStepAsync();

        await EachSideHasOnceAsync("customers", "email", emails);
        await EachSideHasOnceAsync("products", "sku", skus);
        var creates = (await Crm.WritesAsync()).Concat(await Shop.WritesAsync())
            .Count(write => write is { Method: "POST", Path: "/customers" or "/products" });
        creates.ShouldBe(2 * (emails.Length + skus.Length) - recordsBefore);
    }

    [Fact]
    public async Task A_silo_killed_during_the_first_scan_goes_on_and_doubles_nothing()
    {
        var emails = await KeysOfBothAsync("customers", "email");
        var skus = await KeysOfBothAsync("products", "sku");
        foreach (var written in new[] { 1, 20, 60 })
        {
            await StartSiloAsync();
            await Eventually.TrueAsync(async () =>
                (await Crm.WritesAsync()).Count + (await Shop.WritesAsync()).Count is var now && now >= written ? null : $"only {now} writes");
            await Silo.KillAsync();
        }

        await StartSiloInStepAsync();

        await EachSideHasOnceAsync("customers", "email", emails);
        await EachSideHasOnceAsync("products", "sku", skus);
    }

    private int recordsBefore;

    private async Task<string[]> KeysOfBothAsync(string kind, string field)
    {
        var records = (await Crm.ListAsync(kind)).Concat(await Shop.ListAsync(kind)).ToList();
        recordsBefore += records.Count;
        return [.. records.Select(record => Key(record, field)).Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task EachSideHasOnceAsync(string kind, string field, string[] keys)
    {
        foreach (var side in new[] { Crm, Shop })
            (await side.ListAsync(kind)).Select(record => Key(record, field)).Order(StringComparer.Ordinal).ShouldBe(keys);
    }

    private static string Key(JsonObject record, string field) => Text(record, field).ToLowerInvariant();
}
