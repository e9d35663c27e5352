using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>Sides that fail in every way the sandbox knows.</summary>
public sealed class FaultTests : World
{
    [Fact]
    public async Task Under_errors_throttling_lost_answers_and_a_disorderly_feed_everything_still_converges()
    {
        await StartSiloInStepAsync();
        var storm = new Storm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();
        foreach (var (side, seed) in new[] { (Crm, 1), (Shop, 2) })
        {
            await side.SetFaultsAsync(new JsonObject
            {
                ["errorRate"] = 0.2,
                ["throttleRate"] = 0.05,
                ["retryAfterSeconds"] = 1,
                ["timeoutAfterCommitRate"] = 0.05,
                ["duplicateFeedRate"] = 0.2,
                ["reorderFeed"] = true,
                ["seed"] = Scale.Seed + seed,
            });
        }

        for (var step = 0; step < 60 * Scale.Times; step++)
            await (step % 6 == 5 ? storm.CreateAsync() : storm.EditAsync());

        await Eventually.TrueAsync(storm.ComplaintAsync);
    }
}
