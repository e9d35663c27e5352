using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests;

/// <summary>kill -9, again and again, while people edit and create on both sides.</summary>
public sealed class KillTests(ITestOutputHelper output) : World
{
    private readonly int kills = Math.Min(3 * Scale.Times, 10);
    private readonly int steps = 110 * Scale.Times;

    [Fact]
    public async Task A_silo_killed_at_any_point_loses_no_edit_and_doubles_no_record()
    {
        await StartSiloInStepAsync();
        var storm = new Storm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();
        var random = new Random(Scale.Seed);
        var killAt = Enumerable.Range(0, kills).Select(k => (k * steps / kills) + random.Next(1, steps / kills)).ToHashSet();
        var metIntents = 0;
        for (var step = 0; step < steps; step++)
        {
            await (step % 11 == 10 ? storm.CreateAsync() : storm.EditAsync());
            if (!killAt.Contains(step))
                continue;
            if (metIntents == 0)
                await OpenAnIntentAsync(storm);
            await Silo.KillAsync();
            metIntents += OpenIntents() > 0 ? 1 : 0;
            await Task.WhenAll(Crm.ClearFaultsAsync(), Shop.ClearFaultsAsync());
            await StartSiloAsync();
            await Silo.ListeningAsync();
        }

        output.WriteLine($"seed {Scale.Seed}: {steps} steps, {kills} kills, {metIntents} met an open intent");
        await Eventually.TrueAsync(storm.ComplaintAsync);
        metIntents.ShouldBeGreaterThan(0, "a storm whose kills meet no open intent proves little");
    }

    /// <summary>Sides so slow that a write is under way for a while.</summary>
    private async Task OpenAnIntentAsync(Storm storm)
    {
        var slow = new JsonObject { ["latencyMs"] = 1_000 };
        await Task.WhenAll(Crm.SetFaultsAsync(slow), Shop.SetFaultsAsync(slow.DeepClone().AsObject()));
        await storm.EditAsync();
        await Eventually.TrueAsync(() => Task.FromResult(OpenIntents() > 0 ? null : "no intent is open"));
    }
}
