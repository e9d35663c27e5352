namespace Sync.Simulation;

/// <summary>
/// Of all that people put into records that share one, what they put there last stands in it, or a decision that people can read
/// names it.
/// </summary>
internal sealed class NoLostEditOfMany : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Alive[records.Pairing.Many!.Value] is not [var shared] || records.WasDeleted)
            return null;
        foreach (var property in records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key"))
        {
            var edits = records.Both.SelectMany(r => r.History).Where(e => e.ByPerson && e.Property == property.Name).OrderBy(e => e.At).ToList();
            if (edits.Count == 0 || edits.Any(e => e.LostInWindow) || records.Both.Any(r => world.Disk.HolderOf(records.All.Crm.Contains(r) ? Side.Crm : Side.Shop, r.Id)?.Status == PairStatus.Parked))
                continue;
            if (!edits.Any(e => Edit.Same(e.Value, shared.Now(property.Name))))
                return $"{property.Name} is {shared.Now(property.Name)}, which nobody put there";
            if (edits[^1] is var last && !Edit.Same(last.Value, shared.Now(property.Name)) && !IsNamed(last, world))
                return $"{property.Name} is {shared.Now(property.Name)}; that somebody last put {last.Value} there was decided by nobody";
        }
        return null;
    }

    private static bool IsNamed(Edit edit, World world) => world.Disk.Activity.Any(a => a.Activity.Kind is ActivityKind.Decided or ActivityKind.Resolved
        && a.Activity.Property == edit.Property && (edit.Value is null || a.Activity.Text.Contains(edit.Value, StringComparison.Ordinal)));
}
