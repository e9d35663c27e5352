using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Sync.EndToEnd.Tests;

/// <summary>kill -9, again and again, while people edit and create on both sides.</summary>
public sealed class KillTests(ITestOutputHelper output) : World
{
    private const int LatencyMs = 20;
    private const int MostMoreKills = 30;

    private readonly int kills = Math.Min(3 * Scale.Times, 10);
    private readonly int steps = 110 * Scale.Times;
    private readonly Random random = new(Scale.Seed);
    private int killed;
    private int metIntents;

    [Fact]
    public async Task A_silo_killed_at_any_point_loses_no_edit_and_doubles_no_record()
    {
        await StartSiloInStepAsync();
        var storm = new Storm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();

        // As over a network: without it an intent is open for so short a time that no kill would ever meet one.
        foreach (var side in new[] { Crm, Shop })
            await side.SetFaultsAsync(new JsonObject { ["latencyMs"] = LatencyMs });
        var killAt = Enumerable.Range(0, kills).Select(k => (k * steps / kills) + random.Next(1, steps / kills)).ToHashSet();
        for (var step = 0; step < steps; step++)
        {
            await (step % 11 == 10 ? storm.CreateAsync() : storm.EditAsync());
            if (killAt.Contains(step))
                await KillAndStartAsync();
        }

        for (var more = 0; metIntents == 0 && more < MostMoreKills; more++)
        {
            await storm.EditAsync();
            await KillAndStartAsync();
        }

        output.WriteLine($"seed {Scale.Seed}: {steps} steps, {killed} kills, {metIntents} met an open intent");
        metIntents.ShouldBeGreaterThan(0);
        await Eventually.TrueAsync(storm.ComplaintAsync);
    }

    /// <summary>Kills a while after the last edit, somewhere between its feed and the other side's answer.</summary>
    private async Task KillAndStartAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(6 * LatencyMs)), TimeProvider.System);
        await Silo.KillAsync();
        killed++;
        metIntents += OpenIntents() > 0 ? 1 : 0;
        await StartSiloAsync();
        await Silo.ListeningAsync();
    }
}
