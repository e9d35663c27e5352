namespace Sync.Simulation;

/// <summary>Where a deletion archives the counterpart, what is left of a linked pair says so.</summary>
internal sealed class Archived : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        foreach (var side in Sides.Both)
        {
            if (records.Pairing.Delete[side] != DeleteMode.Archive || records.Alive[side].Count > 0 || !records.All[side].Any(r => r is { WasLinked: true, DeletedByEngine: false }))
                continue;
            if (records.Alive[side.Other()].FirstOrDefault() is { } left && (bool?)left.Fields["archived"] != true && !records.Stand(PairStatus.Parked, world))
                return $"{left.Id} is not archived, although its counterpart was deleted";
        }
        return null;
    }
}
