namespace Sync.Simulation;

/// <summary>Records that share one of the other side are all linked with it, and have what it has; and there is one only.</summary>
internal sealed class OneForAll : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        var (many, one) = (records.Pairing.Many!.Value, records.Pairing.Many.Value.Other());
        if (records.Alive[many].Count > 1)
            return $"{records.Alive[many].Count} on {many.Name()}";
        if (records.Alive[many] is not [var shared])
            return records.Alive[one].FirstOrDefault(r => !Stands(r, one, world) && records.Pairing.CreatesOn(many)) is { } lonely
                ? $"{lonely.Id} has nobody, and does not stand still"
                : null;
        if (records.All[one].Count == 0 && records.Pairing.CreatesOn(one))
            return $"{shared.Id} has nobody";
        return records.Alive[one].Where(r => !Stands(r, one, world)).Select(r => Apart(records, shared, r, world)).FirstOrDefault(words => words is not null);
    }

    /// <summary>Whether its row says that it goes no further.</summary>
    private static bool Stands(SimulatedRecord record, Side side, World world) =>
        world.Disk.HolderOf(side, record.Id)?.Status is PairStatus.Parked or PairStatus.Ambiguous or PairStatus.Unlinked or PairStatus.Paused;

    private static string? Apart(Counterparts records, SimulatedRecord shared, SimulatedRecord other, World world)
    {
        var (many, one) = (records.Pairing.Many!.Value, records.Pairing.Many.Value.Other());
        if (world.Disk.HolderOf(one, other.Id) is not { } row || row.ExternalIds[many] != shared.Id)
            return $"{other.Id} is not linked with {shared.Id}";
        return records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key" && !world.Disk.OpenConflicts.Contains((row.Id, p.Name)))
            .Where(p => !Edit.Same(shared.Now(p.Name), other.Now(p.Name)))
            .Select(p => $"{p.Name} is {shared.Now(p.Name) ?? "null"} on {shared.Id} and {other.Now(p.Name) ?? "null"} on {other.Id}").FirstOrDefault();
    }
}
