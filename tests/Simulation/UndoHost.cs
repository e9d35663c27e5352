using Sync.Grains;

namespace Sync.Simulation;

/// <summary>What the grain of a pairing's undos does: remembers how far one has come, and works at the one that is under way.</summary>
internal sealed class UndoHost
{
    private readonly UndoRun run;
    private long asked;
    private long saved;

    public UndoHost(PairContext context, World world, Scheduler scheduler, Process process, Func<PairId, Instruction, Task<Instructed>> tell)
    {
        var pairing = context.Pairing.Name;
        run = new UndoRun(
            context.Pairing, context.Store, tell, () => Task.FromResult(world.Disk.Undos.GetValueOrDefault(pairing)), SaveAsync, world.Time);

        Task SaveAsync(UndoProgress progress)
        {
            var number = ++asked;
            return scheduler.Call(process, () => Saved(number, progress), survives: world.Random.Next(2) == 0);
        }

        // Who was followed by another may remember nothing more, as a grain's etag has it; and saves are made in the order they were asked for.
        bool Saved(long number, UndoProgress progress)
        {
            if (world.Disk.Owner != process.Session)
                throw new InvalidOperationException("the state was saved by another");
            if (number > saved)
                world.Disk.Save(pairing, progress);
            saved = Math.Max(saved, number);
            return true;
        }
    }

    /// <summary>A person wants a range undone, if no other is being undone.</summary>
    public Task StartAsync(UndoRange range, bool includeOvertaken, string by) => run.StartAsync(range, includeOvertaken, by);

    public Task RunAsync() => run.RunAsync(CancellationToken.None);
}
