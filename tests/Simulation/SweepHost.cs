using Sync.Grains;

namespace Sync.Simulation;

/// <summary>What the grain of a pairing's sweep does: remembers the report, and works at the sweep that is under way.</summary>
internal sealed class SweepHost(
    PairContext context, World world, Scheduler scheduler, Process process, IWebhookInbox inbox, Func<PairId, Instruction, Task<Instructed>> tell)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly Sweep sweep = new(
        context,
        new SweepSettling(
            context, pair => tell(pair, new Instruction.Audit()),
            (side, id) => inbox.PutAsync(side, [new WebhookHint(context.Pairing.Kinds[side], id)], CancellationToken.None)),
        Patience, () => Task.FromResult(world.Disk.Sweeps.GetValueOrDefault(context.Pairing.Name)),
        report => scheduler.Call(process, () => world.Disk.Sweeps[context.Pairing.Name] = report, survives: world.Random.Next(2) == 0));

    /// <summary>Whether a sweep that was begun at or after a moment is over and found nothing.</summary>
    public bool FoundNothingSince(DateTimeOffset moment) =>
        world.Disk.Sweeps.GetValueOrDefault(context.Pairing.Name) is { IsRunning: false, Divergent: 0, Failed: 0 } report && report.StartedAt >= moment;

    /// <summary>Begins a sweep, or works at the one under way; nothing before the pairing is live.</summary>
    public async Task RunAsync()
    {
        if (!await context.Gate.IsLiveAsync(context.Pairing.Name))
            return;
        await sweep.StartAsync("schedule");
        await sweep.RunAsync(CancellationToken.None);
    }
}
