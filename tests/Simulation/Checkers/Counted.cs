using System.Globalization;

namespace Sync.Simulation;

/// <summary>What people counted on both sides is in the counter, each once; unless people were told that nobody knows.</summary>
internal sealed class Counted : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair || records.WasDeleted)
            return null;
        foreach (var counter in records.Pairing.Properties.Where(p => p.Policy == ConflictPolicy.Sum && !world.Disk.Tells(p.Name, ActivityKind.Conflict)))
        {
            var expected = Sides.Both.Sum(side => CountedOn(pair[side], counter.Name));
            if (Number(pair.Crm.Now(counter.Name)) != expected)
                return $"{counter.Name} is {pair.Crm.Now(counter.Name)}, and people counted {expected}";
        }
        return null;
    }

    /// <summary>The first number a person put there, and every difference since.</summary>
    private static long CountedOn(SimulatedRecord record, string counter)
    {
        var (sum, before) = (0L, 0L);
        foreach (var edit in record.History.Where(e => e.Property == counter))
        {
            sum += edit.ByPerson ? Number(edit.Value) - before : 0;
            before = Number(edit.Value);
        }
        return sum;
    }

    private static long Number(string? text) => text is null ? 0 : long.Parse(text, CultureInfo.InvariantCulture);
}
