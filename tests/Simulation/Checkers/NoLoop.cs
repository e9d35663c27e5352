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
            var edited = world.LinksMove ? world.AllCounterparts().SelectMany(all => all.Both) : records.Both;
            var edits = edited.Sum(r => r.History.Where(e => e.ByPerson && Parts.PropertyOf(e.Property) == property.Name).DistinctBy(e => e.At).Count());
            var writes = records.Both.Sum(r => world.Watch.Writes.GetValueOrDefault((r, property.Name)));
            var creates = records.Both.Count(r => r.CreatedByEngine);
            // An undo is an edit on both sides.
            var undos = world.Disk.Activity.Count(a => a.Activity.Kind == ActivityKind.Undone && a.Activity.Property == property.Name);
            // So may be what is first agreed on with another record.
            var links = world.LinksMove ? world.Disk.Activity.Count(a => a.Activity.Kind == ActivityKind.Linked) : 0;
            // And what a mapping reads otherwise since.
            var rereadings = property.Since > 1 ? 1 : 0;
            // What one edits of many that share a record is written to all others.
            var others = records.Pairing.Many is null ? 1 : Math.Max(1, records.Both.Count() - 1);
            if (writes > (WritesPerEdit * (edits + rereadings + (2 * undos) + links) * others) + creates)
                return $"{property.Name} was edited {edits} times and written {writes} times";
        }
        return null;
    }
}
