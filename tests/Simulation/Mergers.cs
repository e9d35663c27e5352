using Sync.Reconciliation;

namespace Sync.Simulation;

/// <summary>
/// People who review what a side merged, or what they know to be one: once nothing refers to it any more, they say that the pair of what
/// is left belongs to another. They see to it that references move, and come back until nothing is left.
/// </summary>
internal sealed class Mergers(World world)
{
    private readonly Random random = world.Random;

    /// <summary>Whether nothing is left of what was merged.</summary>
    public bool AreDone => !Left.Any();

    public IEnumerable<string> Waits => Left.Select(left => $"{left.Record.Id} is left");

    private IEnumerable<(Side Side, SimulatedRecord Record)> Left =>
        from kind in world.Kinds
        from record in kind.Alive
        where world.Merged.ContainsKey(record.Key)
        orderby record.Id
        select (kind.Side.Side, record);

    /// <summary>Sees to one of what is left; what to tell its pair, if anything.</summary>
    public (PairId Pair, Instruction Instruction)? Review(bool movesOrders)
    {
        var left = Left.ToList();
        if (left.Count == 0)
            return null;
        var (side, record) = left[random.Next(left.Count)];
        if (world.Disk.HolderOf(side, record.Id) is not { } row || Survivor(row.Id.Pairing, record.Key) is not { } into)
            return null;
        var isHeard = PairStateCodec.Decode(row) is { MergedInto: not null, Halt: null };
        if (isHeard)
            return random.Next(3) == 0 && !movesOrders ? (row.Id, new Instruction.Lift(Seen(row) with { RowVersion = null }, "somebody", Preview: false)) : null;
        if (movesOrders && !Sides.Both.Any(of => row.ExternalIds[of] is { } id && world.ReferencesTo(of, id).Any(reference => reference.Record.IsMisunderstood)))
            MoveReferences(row, into);
        return IsReferredTo(row) ? null : (row.Id, new Instruction.Merge(Seen(row), into.Id.Value, Seen(into), "somebody", Preview: random.Next(8) == 0));
    }

    /// <summary>The pair of what it was merged into, once that is linked.</summary>
    private PairRow? Survivor(string pairing, string key)
    {
        while (world.Merged.TryGetValue(key, out var next))
            key = next;
        return world.Disk.Rows.Values.Where(row => row.Id.Pairing == pairing && row is { IsHalf: false, Status: not PairStatus.Unlinked })
            .FirstOrDefault(row => Sides.Both.All(side => world.Kinds.Any(kind => kind.Side.Side == side && kind.Alive.Any(r => r.Id == row.ExternalIds[side] && r.Key == key))));
    }

    /// <summary>On each side, as people there do it.</summary>
    private void MoveReferences(PairRow row, PairRow into)
    {
        foreach (var side in Sides.Both.Where(side => row.ExternalIds[side] is not null))
            world.MoveReferences(side, row.ExternalIds[side]!, into.ExternalIds[side]!);
    }

    /// <summary>As the API asks before it tells a pair: by what the rows know.</summary>
    private bool IsReferredTo(PairRow row) => world.Disk.Rows.Values.Select(PairStateCodec.Decode).Any(state => Sides.Both.Any(side =>
        !state[side].IsGone && state[side].Seen.Any(p => p.Value is Value.Reference reference && reference.Pair == row.Id.Value)));

    private static SeenLink Seen(PairRow row) => new(row.ExternalIds.Crm, row.ExternalIds.Shop, row.RowVersion);
}
