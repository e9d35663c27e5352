using Sync.Grains;

namespace Sync.Simulation;

/// <summary>What the grain of a pairing does: remembers who was scanned, grants deletions, and has all pairs read under a new mapping.</summary>
internal sealed class PairingHost(
    Pairing pairing, World world, Scheduler scheduler, Process process, long session, IPairStore store, Func<PairId, Task<Instructed>> refresh)
{
    private readonly Resync resync = new(
        pairing.Name, store, refresh, () => Task.FromResult(world.Disk.StateOf(pairing.Name).Resync),
        progress => scheduler.Call(process, () => Remembered(world.Disk, session, pairing.Name, progress), survives: world.Random.Next(2) == 0), world.Time);

    public bool IsLive => State is { CrmScanned: true, ShopScanned: true };

    /// <summary>Whether every pair is under the present mapping.</summary>
    public bool IsDone => State is { } known && known.Rebased >= pairing.Revision && known.Resync is not { IsRunning: true };

    private PairingState State => world.Disk.StateOf(pairing.Name);

    public void Scanned(Side side) => (State.CrmScanned, State.ShopScanned) = (State.CrmScanned || side == Side.Crm, State.ShopScanned || side == Side.Shop);

    public Task<bool> GrantAsync(PairId pair, int generation) => scheduler.Call(
        process,
        () => new DeletionBudget(pairing, State) is var budget
            && (budget.IsGranted(pair.Value, generation) || budget.TryGrant(pair.Value, generation, world.Time.GetUtcNow())),
        survives: true);

    public void Agree(int deletions)
    {
        if (new DeletionBudget(pairing, State).TryAgree(deletions))
            world.Watch.Agreed[pairing.Name] = world.Watch.Agreed.GetValueOrDefault(pairing.Name) + deletions;
    }

    public async Task RebaseAsync()
    {
        if (State.Rebased < pairing.Revision)
        {
            var by = $"mapping revision {pairing.Revision}";
            if (State.Resync?.By != by)
            {
                await resync.CancelAsync(by);
                await resync.StartAsync(by);
            }
            State.Rebased = pairing.Revision;
        }
        await resync.RunAsync(CancellationToken.None);
    }

    /// <summary>Who was followed by another may remember nothing more, as a grain's etag has it.</summary>
    private static bool Remembered(SimulatedDisk disk, long session, string pairing, ResyncProgress progress)
    {
        if (disk.Owner != session)
            throw new InvalidOperationException("the state was saved by another");
        disk.StateOf(pairing).Resync = progress;
        return true;
    }
}
