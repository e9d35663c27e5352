namespace Sync.Simulation;

/// <summary>What nobody deleted is there, and so is what somebody brought back and nobody deleted since.</summary>
internal sealed class NoLostRecord : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Alive.Crm.Count + records.Alive.Shop.Count > 0)
            return null;
        if (!records.WasDeleted)
            return "nobody deleted it, and it is gone";
        return records.Both.Max(r => r.RestoredAt) is { } restored
            && !records.Both.Any(r => r is { IsDeleted: true, DeletedByEngine: false } && r.DeletedAt > restored)
            ? "somebody brought it back, and it is gone"
            : null;
    }
}
