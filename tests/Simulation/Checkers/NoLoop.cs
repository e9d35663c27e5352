namespace Sync.Simulation;

/// <summary>The writes that an edit causes are bounded: what nobody edits comes to rest.</summary>
internal sealed class NoLoop : IChecker
{
    /// <summary>Each edit is written once to the other side; a lost answer or a lost decision may cost one more.</summary>
    private const int WritesPerEdit = 2;

    public string? Check(Counterparts records, World world)
    {
        foreach (var property in records.Pairing.Properties)
        {
            var edits = records.Both.Sum(r => r.History.Where(e => e.ByPerson && Parts.PropertyOf(e.Property) == property.Name).DistinctBy(e => e.At).Count());
            var writes = records.Both.Sum(r => world.Watch.Writes.GetValueOrDefault((r, property.Name)));
            var creates = records.Both.Count(r => r.CreatedByEngine);
            // An undo is an edit on both sides.
            var undos = world.Disk.Activity.Count(a => a.Activity.Kind == ActivityKind.Undone && a.Activity.Property == property.Name);
            // What one edits of many that share a record is written to all others.
            var others = records.Pairing.Many is null ? 1 : Math.Max(1, records.Both.Count() - 1);
            if (writes > (WritesPerEdit * (edits + (2 * undos)) * others) + creates)
                return $"{property.Name} was edited {edits} times and written {writes} times";
        }
        return null;
    }
}
