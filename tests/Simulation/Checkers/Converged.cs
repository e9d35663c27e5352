namespace Sync.Simulation;

/// <summary>Both sides have the record, or neither; and the two agree on every two-way property that waits for nobody.</summary>
internal sealed class Converged : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair)
            return IsPaired(records) ? null : $"{records.Alive.Crm.Count} on crm, {records.Alive.Shop.Count} on shop";
        if (IsBarred(records, Side.Crm) || IsBarred(records, Side.Shop))
            return null;
        return records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key" && !Waits(pair, p.Name, world))
            .Where(p => !Edit.Same(pair.Crm.Now(p.Name), pair.Shop.Now(p.Name)))
            .Select(p => $"{p.Name} is {pair.Crm.Now(p.Name) ?? "null"} on crm and {pair.Shop.Now(p.Name) ?? "null"} on shop").FirstOrDefault();
    }

    private static bool IsPaired(Counterparts records) => records.Alive is { Crm: [], Shop: [] }
        || Sides.Both.Any(side => records.Alive[side].Count == 0 && IsBarred(records, side));

    /// <summary>A deletion here unlinks; or the other was edited, and nothing is made here again.</summary>
    private static bool IsBarred(Counterparts records, Side side) => records.WasDeletedOn(side)
        && (records.Pairing.Delete[side] == DeleteMode.Unlink || !records.Pairing.CreatesOn(side));

    private static bool Waits(PerSide<SimulatedRecord> pair, string property, World world) =>
        world.Disk.HolderOf(Side.Crm, pair.Crm.Id) is { } row && world.Disk.OpenConflicts.Contains((row.Id, property));
}
