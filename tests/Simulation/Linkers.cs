namespace Sync.Simulation;

/// <summary>People who end, split, make and move links while the engine runs, as the rows show them; whether it still is so the engine must see.</summary>
internal sealed class Linkers(World world, Shape shape)
{
    private readonly Random random = world.Random;

    /// <summary>Ends, splits or moves some link, makes a wrong one, or puts one right.</summary>
    public (PairId Pair, Instruction Instruction)? Meddle()
    {
        var rows = Rows.Where(row => row.Status != PairStatus.Unlinked && (shape.Relinks || !row.IsHalf)).ToList();
        if (rows.Count == 0 || random.Next(2) == 0)
            return MakeGood() is { Count: > 0 } wrong ? wrong[random.Next(wrong.Count)] : null;
        var row = rows[random.Next(rows.Count)];
        return random.Next(row.IsHalf ? 1 : shape.Relinks ? 4 : 2) switch
        {
            0 when row.IsHalf => Mislink(row),
            0 => (row.Id, new Instruction.Unlink(Seen(row), "somebody")),
            1 => (row.Id, new Instruction.Split(Seen(row), (Side)random.Next(2), "somebody", IsPreview)),
            _ => Mislink(row),
        };
    }

    /// <summary>
    /// What puts every link right: barriers are lifted, pairs of two that are not one get the right record in place of the wrong, and
    /// halves that nothing matches are linked with their counterparts.
    /// </summary>
    public IReadOnlyList<(PairId Pair, Instruction Instruction)> MakeGood() => [.. Rows.Select(MakeGood).OfType<(PairId, Instruction)>()];

    /// <summary>Says which record an ambiguous one belongs to, of those that have its key.</summary>
    public (PairId Pair, Instruction Instruction)? Decide()
    {
        var ambiguous = Rows.Where(row => row.Status == PairStatus.Ambiguous).ToList();
        if (ambiguous.Count == 0)
            return null;
        var row = ambiguous[random.Next(ambiguous.Count)];
        var side = row.ExternalIds.Crm is null ? Side.Crm : Side.Shop;
        var key = KeyOf(side.Other(), row.ExternalIds[side.Other()]!);
        var candidates = Alive(side).Where(record => record.Key == key && record.Id != row.ExternalIds[side]).ToList();
        return candidates.Count == 0
            ? null
            : (row.Id, new Instruction.Link(Seen(row), side, candidates[random.Next(candidates.Count)].Id, Replaces: !row.IsHalf, "somebody", IsPreview));
    }

    /// <summary>Of creates that nothing tells of: says what they made; those that made nothing are begun anew, by a barrier that is lifted.</summary>
    public IReadOnlyList<(PairId Pair, Instruction Instruction)> Answer() => [.. Rows.Where(row => row.IsHalf).Select(Answer).OfType<(PairId, Instruction)>()];

    private (PairId Pair, Instruction Instruction)? Answer(PairRow row)
    {
        var side = row.ExternalIds.Crm is null ? Side.Crm : Side.Shop;
        var own = world.Sides[side.Other()].Kinds.Values.SelectMany(kind => kind.Records.Values).Single(record => record.Id == row.ExternalIds[side.Other()]);
        if (row.Status == PairStatus.Unlinked)
            return own.IsDeleted ? null : (row.Id, new Instruction.Lift(Seen(row), "somebody", Preview: false));
        if (row is not { Status: PairStatus.Ambiguous, OpenCreate: not null })
            return null;
        return !own.IsDeleted && Alive(side).FirstOrDefault(record => record.Key == own.Key) is { } made
            ? (row.Id, new Instruction.Link(Seen(row), side, made.Id, Replaces: false, "somebody", Preview: false))
            : (row.Id, new Instruction.Unlink(Seen(row), "somebody"));
    }

    private (PairId Pair, Instruction Instruction)? MakeGood(PairRow row)
    {
        if (row.Status == PairStatus.Unlinked)
            return (row.Id, new Instruction.Lift(Seen(row), "somebody", Preview: false));
        // Whoever shares a record looks for it by its key, and needs nobody.
        if (row.ExternalIds.Crm is not { } crm || world.Pairings.Single(p => p.Name == row.Id.Pairing) is not { Create: CreateMode.None, Many: null })
            return null;
        var key = KeyOf(Side.Crm, crm);
        if (Alive(Side.Shop).FirstOrDefault(record => record.Key == key) is not { } counterpart || row.ExternalIds.Shop == counterpart.Id)
            return null;
        if (world.Disk.HolderOf(Side.Shop, counterpart.Id) is { IsHalf: false } holder)
            return row.IsHalf || holder.Status == PairStatus.Unlinked ? null : (holder.Id, new Instruction.Split(Seen(holder), Side.Shop, "somebody", Preview: false));
        return (row.Id, new Instruction.Link(Seen(row), Side.Shop, counterpart.Id, Replaces: !row.IsHalf, "somebody", Preview: false));
    }

    /// <summary>Some record that is no counterpart, in the place of the one there is, if any.</summary>
    private (PairId Pair, Instruction Instruction)? Mislink(PairRow row)
    {
        var side = row.IsHalf ? (row.ExternalIds.Crm is null ? Side.Crm : Side.Shop) : (Side)random.Next(2);
        var others = Alive(side).Where(record => record.Id != row.ExternalIds[side]).ToList();
        return others.Count == 0
            ? null
            : (row.Id, new Instruction.Link(Seen(row), side, others[random.Next(others.Count)].Id, Replaces: !row.IsHalf, "somebody", IsPreview));
    }

    private List<PairRow> Rows => [.. world.Disk.Rows.Values.OrderBy(row => row.Id.Value, StringComparer.Ordinal)];

    private bool IsPreview => random.Next(8) == 0;

    private IEnumerable<SimulatedRecord> Alive(Side side) => world.Sides[side].Kinds.Values.SelectMany(kind => kind.Alive);

    private string KeyOf(Side side, string id) => world.Sides[side].Kinds.Values.SelectMany(kind => kind.Records.Values).Single(r => r.Id == id).Key;

    /// <summary>A person may name the records alone, and not the version of the row.</summary>
    private SeenLink Seen(PairRow row) => new(row.ExternalIds.Crm, row.ExternalIds.Shop, random.Next(4) == 0 ? null : row.RowVersion);
}
