using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests;

/// <summary>
/// Four people edit, create and delete the same records on both sides at once, and nothing works as it should: every fault the
/// sandbox knows is on, but for the two that only a sweep can make good (a change left out of the feed, a listing cut short).
/// </summary>
public sealed class FourWritersTests(ITestOutputHelper output) : World
{
    private const string NoPromises = "conditionalWrites: false, idempotencyKeys: false, uniqueKeys: false";

    private readonly int acts = 50 * Scale.Times;

    protected override Sandbox.SandboxOptions Options => new() { Customers = 20, Products = 20, Quotes = 1, Orders = 20, Users = 1 };

    [Fact]
    public Task After_it_is_quiet_no_record_differs_none_is_lost_and_the_writes_are_bounded() => StormAsync([]);

    /// <summary>Whose edit stands may depend on the moment there; that both sides have it does not.</summary>
    [Fact]
    public Task The_same_on_sides_that_take_no_condition_keep_no_key_and_refuse_no_double()
    {
        Configure("      conditionalWrites: true ", "      conditionalWrites: false");
        Configure("      idempotencyKeys: true ", "      idempotencyKeys: false");
        Configure("      uniqueKeys: true ", "      uniqueKeys: false");
        Configure("    kinds:\n      customer: { path: customers }\n      product: { path: products }\n      order: { path: orders }              #",
            $"    capabilities: {{ {NoPromises} }}\n    kinds:\n      customer: {{ path: customers }}\n      product: {{ path: products }}\n      order: {{ path: orders }}              #");
        // The other pairings have no match, and what cannot be told by a key either is refused at the start.
        ConfigureUpTo("  quote-order:");
        return StormAsync(new() { ["conditionalWrites"] = false, ["idempotency"] = false, ["uniqueEmail"] = false, ["uniqueSku"] = false });
    }

    private async Task StormAsync(JsonObject more)
    {
        ListenToWebhooks();
        await StartSiloInStepAsync();
        var before = await EngineWritesAsync();
        var known = new HashSet<string>();
        foreach (var mirror in Mirror.All)
            known.UnionWith((await mirror.ReadAsync(Crm, Shop)).Crm.Keys);
        foreach (var (side, seed) in new[] { (Crm, 3), (Shop, 4) })
            await side.SetFaultsAsync(Faults(seed, more));
        var writers = new[]
        {
            new Writer(Crm, isCrm: true, "ann", Scale.Seed), new Writer(Crm, isCrm: true, "bob", Scale.Seed + 1),
            new Writer(Shop, isCrm: false, "cem", Scale.Seed + 2), new Writer(Shop, isCrm: false, "dan", Scale.Seed + 3),
        };
        await Task.WhenAll(writers.Select(writer => writer.WorkAsync(acts)));
        await Task.WhenAll(Crm.ClearFaultsAsync(), Shop.ClearFaultsAsync());

        await Eventually.TrueAsync(() => ComplaintAsync(known, writers));
        await RestsAsync();
        (await ComplaintAsync(known, writers)).ShouldBeNull("it was so before it came to rest");
        var writes = await EngineWritesAsync() - before;
        output.WriteLine($"seed {Scale.Seed}: {4 * acts} acts of four writers, {writes} writes of the engine done");
        writes.ShouldBeLessThanOrEqualTo(2 * 4 * acts, "an edit goes to one side; where two meet, to both");
    }

    private static JsonObject Faults(int seed, JsonObject more)
    {
        var faults = new JsonObject
        {
            ["errorRate"] = 0.1, ["throttleRate"] = 0.05, ["retryAfterSeconds"] = 1, ["timeoutAfterCommitRate"] = 0.05, ["latencyMs"] = 5,
            ["duplicateFeedRate"] = 0.2, ["reorderFeed"] = true, ["dropWebhookRate"] = 0.5, ["clockOffsetSeconds"] = seed * 40, ["normalise"] = true,
            ["seed"] = Scale.Seed + seed,
        };
        foreach (var (name, value) in more)
            faults[name] = value!.DeepClone();
        return faults;
    }

    /// <summary>Webhooks on both sides, so that what they drop and repeat is beside what the feed does.</summary>
    private void ListenToWebhooks()
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(ConfigurationFile)!, "secret"), "four writers' secret");
        foreach (var side in new[] { Crm, Shop })
        {
            var address = $"    address: {side.Address.GetLeftPart(UriPartial.Authority)}";
            Configure(address, $"    webhooks: {{ secret: file:secret, register: true }}\n{address}");
        }
    }

    private async Task<string?> ComplaintAsync(HashSet<string> known, Writer[] writers)
    {
        var deleted = writers.SelectMany(writer => writer.Deleted).ToHashSet();
        var made = known.Concat(writers.SelectMany(writer => writer.Created)).ToHashSet();
        var found = new HashSet<string>();
        foreach (var mirror in Mirror.All)
        {
            PerSide<Dictionary<string, string[]>> records;
            try
            {
                records = await mirror.ReadAsync(Crm, Shop);
            }
            catch (ArgumentException doubled)
            {
                return $"{mirror.Kind}: {doubled.Message}";
            }
            found.UnionWith(records.Crm.Keys);
            if (records.Crm.Keys.Except(records.Shop.Keys).Concat(records.Shop.Keys.Except(records.Crm.Keys)).FirstOrDefault() is { } alone)
                return $"{mirror.Kind} {alone} is on one side only";
            if (records.Crm.FirstOrDefault(one => !Mirror.AreAlike(one.Value, records.Shop[one.Key])) is { Key: not null } divergent)
                return $"{mirror.Kind} {divergent.Key}: crm '{string.Join(" | ", divergent.Value)}', shop '{string.Join(" | ", records.Shop[divergent.Key])}'";
        }
        if (made.FirstOrDefault(key => !found.Contains(key) && !deleted.Contains(key)) is { } lost)
            return $"{lost} is gone, and nobody deleted it";
        return found.FirstOrDefault(key => !made.Contains(key)) is { } foreign ? $"{foreign} is there, and nobody made it" : null;
    }

    /// <summary>Writes that took effect and came from the engine: only people give every write a key, and the engine's name a pair.</summary>
    private async Task<int> EngineWritesAsync() => (await Crm.DoneWritesAsync()).Concat(await Shop.DoneWritesAsync())
        .Count(write => write.Key?.Contains('/') ?? true);
}
