namespace Sync.Simulation;

/// <summary>Both sides have the record, or neither; and the two agree on every two-way property that waits for nobody.</summary>
internal sealed class Converged : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.ArePaused || records.Stand(PairStatus.Parked, world) || records.Stand(PairStatus.Ambiguous, world))
            return null;
        if (records.AreTwins && Sides.Both.Any(side => records.Alive[side].Count > 1))
            return Lonely(records, world);
        if (records.Pair is not { } pair)
            return IsPaired(records) || IsLeftPaused(records, world) ? null : $"{records.Alive.Crm.Count} on crm, {records.Alive.Shop.Count} on shop";
        if (IsCut(records, Side.Crm) || IsCut(records, Side.Shop))
            return null;
        return records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key" && !Waits(pair, p.Name, world)).SelectMany(records.PartsOf)
            .Where(p => !Edit.Same(pair.Crm.Now(p), pair.Shop.Now(p)))
            .Select(p => $"{p} is {pair.Crm.Now(p) ?? "null"} on crm and {pair.Shop.Now(p) ?? "null"} on shop").FirstOrDefault();
    }

    /// <summary>Of more than one alike nobody knows which is whose; but the engine knows of each.</summary>
    private static string? Lonely(Counterparts records, World world) => Sides.Both
        .SelectMany(side => records.Alive[side].Where(r => world.Disk.HolderOf(side, r.Id) is null))
        .Select(r => $"{r.Id} is in no row").FirstOrDefault();

    private static bool IsPaired(Counterparts records) => records.Alive is { Crm: [], Shop: [] }
        || Sides.Both.Any(side => records.Alive[side].Count == 0 && records.WasDeletedOn(side)
            && (records.Pairing.Delete[side] is not DeleteMode.Propagate || !records.Pairing.CreatesOn(side)));

    /// <summary>Back inside the pairing's <c>where</c> and deleted before anybody saw it back: to the engine it went while outside.</summary>
    private static bool IsLeftPaused(Counterparts records, World world) =>
        records.Stand(PairStatus.Paused, world) && records.Both.Any(r => r is { IsDeleted: true, Types.Count: > 1 });

    /// <summary>A deletion here ended the link; or the other was edited, and nothing is made here again.</summary>
    private static bool IsCut(Counterparts records, Side side) => records.WasDeletedOn(side)
        && (records.Pairing.Delete[side] is DeleteMode.Unlink or DeleteMode.Archive || !records.Pairing.CreatesOn(side));

    private static bool Waits(PerSide<SimulatedRecord> pair, string property, World world) =>
        world.Disk.HolderOf(Side.Crm, pair.Crm.Id) is { } row && world.Disk.OpenConflicts.Contains((row.Id, property));
}
