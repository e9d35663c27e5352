namespace Sync.Simulation;

/// <summary>How a row stands at the end is so: nothing is under way any more, and nobody is waited for.</summary>
internal sealed class StandsAsSaid : IChecker
{
    public string? Check(Counterparts records, World world) =>
        (from side in Sides.Both
         from record in records.Alive[side]
         let row = world.Disk.HolderOf(side, record.Id)
         where row?.Status is PairStatus.New or PairStatus.Pending or PairStatus.Retrying
         select $"{record.Id} is {row.Status.Name()}, and nothing is under way any more").FirstOrDefault();
}
