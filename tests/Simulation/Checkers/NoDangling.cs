namespace Sync.Simulation;

/// <summary>A reference leads to a record of its own side that is there.</summary>
internal sealed class NoDangling : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        foreach (var side in Sides.Both)
        {
            var kind = world.KindOf(records.Pairing, side);
            foreach (var property in records.Pairing.Properties.Where(p => p.To is not null))
            {
                var target = world.ReferredTo(kind, property.Name)!;
                foreach (var record in records.Alive[side])
                {
                    if ((string?)record.Fields[property.Name] is { } id && !target.Alive.Any(r => r.Id == id))
                        return $"{record.Id} {property.Name} leads to {id}, which is not there";
                }
            }
        }
        return null;
    }
}
