namespace Sync.Simulation;

/// <summary>What nobody deleted is there, and so is what somebody brought back and nobody deleted since.</summary>
internal sealed class NoLostRecord : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Alive.Crm.Count + records.Alive.Shop.Count > 0)
            return null;
        if (!records.WasDeleted && !records.Both.Any(r => world.Disk.TellsMerged(r.Id)))
            return "nobody deleted it, and it is gone";
        // Brought back here after it was deleted there, before the engine saw either: then the deletion may go on.
        return records.Both.FirstOrDefault(r => r is { RestoredAt: not null, DeletedByEngine: true }) is { } restored
            && !records.Both.Any(r => r is { IsDeleted: true, DeletedByEngine: false } || (r != restored && r.RestoredAt is not null))
            ? $"somebody brought {restored.Id} back, and it is gone"
            : null;
    }
}
