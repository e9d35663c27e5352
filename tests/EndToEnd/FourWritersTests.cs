using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests;

/// <summary>Four people edit, create and delete the same records on both sides at once, and nothing works as it should.</summary>
public sealed class FourWritersTests(ITestOutputHelper output) : World
{
    private readonly int acts = 50 * Scale.Times;

    protected override Sandbox.SandboxOptions Options => new() { Customers = 20, Products = 20, Quotes = 1, Orders = 20, Users = 1 };

    [Fact]
    public async Task After_it_is_quiet_no_record_differs_none_is_lost_and_the_writes_are_bounded()
    {
        await StartSiloInStepAsync();
        var before = await EngineWritesAsync();
        foreach (var (side, seed) in new[] { (Crm, 3), (Shop, 4) })
        {
            await side.SetFaultsAsync(new JsonObject
            {
                ["errorRate"] = 0.1, ["throttleRate"] = 0.05, ["retryAfterSeconds"] = 1, ["timeoutAfterCommitRate"] = 0.05,
                ["duplicateFeedRate"] = 0.2, ["reorderFeed"] = true, ["clockOffsetSeconds"] = seed * 40, ["latencyMs"] = 5, ["seed"] = Scale.Seed + seed,
            });
        }
        var writers = new[]
        {
            new Writer(Crm, isCrm: true, "ann", Scale.Seed), new Writer(Crm, isCrm: true, "bob", Scale.Seed + 1),
            new Writer(Shop, isCrm: false, "cem", Scale.Seed + 2), new Writer(Shop, isCrm: false, "dan", Scale.Seed + 3),
        };
        await Task.WhenAll(writers.Select(writer => writer.WorkAsync(acts)));
        await Task.WhenAll(Crm.ClearFaultsAsync(), Shop.ClearFaultsAsync());

        await Eventually.TrueAsync(() => ComplaintAsync(writers));
        await RestsAsync();
        (await ComplaintAsync(writers)).ShouldBeNull("it was so before it came to rest");
        var writes = await EngineWritesAsync() - before;
        output.WriteLine($"seed {Scale.Seed}: {4 * acts} acts of four writers, {writes} writes of the engine done");
        writes.ShouldBeLessThanOrEqualTo(2 * 4 * acts, "an edit goes to one side; where two meet, to both");
    }

    private async Task<string?> ComplaintAsync(Writer[] writers)
    {
        var deleted = writers.SelectMany(writer => writer.Deleted).ToHashSet();
        var found = new HashSet<string>();
        foreach (var mirror in Mirror.All)
        {
            PerSide<Dictionary<string, string>> records;
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
            if (records.Crm.FirstOrDefault(one => records.Shop[one.Key] != one.Value) is { Key: not null } divergent)
                return $"{mirror.Kind} {divergent.Key}: crm '{divergent.Value}', shop '{records.Shop[divergent.Key]}'";
        }
        return writers.SelectMany(writer => writer.Created).FirstOrDefault(key => !found.Contains(key) && !deleted.Contains(key)) is { } lost
            ? $"{lost} is gone, and nobody deleted it"
            : null;
    }

    /// <summary>Writes that took effect and came from the engine: its updates and deletes name a version, its creates a pair.</summary>
    private async Task<int> EngineWritesAsync() => (await Crm.DoneWritesAsync()).Concat(await Shop.DoneWritesAsync())
        .Count(write => write.IfMatch is not null || write.Key?.Contains('/') == true);
}
