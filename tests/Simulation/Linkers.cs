namespace Sync.Simulation;

/// <summary>People who end, split and make links while the engine runs, as the rows show them; whether it still is so the engine must see.</summary>
internal sealed class Linkers(World world)
{
    private readonly Random random = world.Random;

    /// <summary>Ends or splits some link, or puts one right.</summary>
    public (PairId Pair, Instruction Instruction)? Meddle()
    {
        var whole = Rows.Where(row => row is { IsHalf: false, Status: not PairStatus.Unlinked }).ToList();
        if (whole.Count == 0 || random.Next(2) == 0)
            return MakeGood() is { Count: > 0 } wrong ? wrong[random.Next(wrong.Count)] : null;
        var row = whole[random.Next(whole.Count)];
        return (row.Id, random.Next(2) == 0
            ? new Instruction.Unlink(Seen(row), "somebody")
            : new Instruction.Split(Seen(row), (Side)random.Next(2), "somebody", Preview: false));
    }

    /// <summary>What puts every link right: barriers are lifted, and halves that nothing matches are linked with their counterparts.</summary>
    public IReadOnlyList<(PairId Pair, Instruction Instruction)> MakeGood()
    {
        var lifts = Rows.Where(row => row.Status == PairStatus.Unlinked)
            .Select(row => (row.Id, (Instruction)new Instruction.Lift(Seen(row), "somebody", Preview: false)));
        var links =
            from half in Rows
            where half is { IsHalf: true, ExternalIds.Crm: not null } && world.Pairings.Single(p => p.Name == half.Id.Pairing).Create == CreateMode.None
            from other in world.Sides.Shop.Kinds.Values.SelectMany(kind => kind.Alive)
            where other.Key == world.Sides.Crm.Kinds.Values.SelectMany(kind => kind.Records.Values).Single(r => r.Id == half.ExternalIds.Crm).Key
            select (half.Id, (Instruction)new Instruction.Link(Seen(half), Side.Shop, other.Id, Replaces: false, "somebody", Preview: false));
        return [.. lifts, .. links];
    }

    private List<PairRow> Rows => [.. world.Disk.Rows.Values.OrderBy(row => row.Id.Value, StringComparer.Ordinal)];

    private static SeenLink Seen(PairRow row) => new(row.ExternalIds.Crm, row.ExternalIds.Shop, row.RowVersion);
}
