namespace Sync.Simulation;

/// <summary>
/// Where somebody undid a range, each property goes back to before the newest unbroken run of changes in it, and nowhere else; what was
/// changed since stays, unless that was wanted; and what could go back and did not is named in the report.
/// </summary>
internal sealed class UndoneAsSaid : IChecker
{
    public string? Check(Counterparts records, World world) =>
        (from record in records.Both.Where(r => !r.IsDeleted)
         let row = world.Disk.HolderOf(world.Kinds.Single(kind => kind.Records.ContainsValue(record)).Side.Side, record.Id)
         where row is not null
         let story = world.Disk.StoryOf(row.Id).ToList()
         from undo in world.Disk.Undone
         where undo.Pairing == row.Id.Pairing
         from property in records.Pairing.Properties
         where property.Source is null && !Parts.IsComposed(property)
         let changes = story.Where(told => told.Activity.Property == property.Name && IsChange(told.Activity)).ToList()
         let since = changes.TakeWhile(told => told.Sequence > world.Disk.ToldBefore[undo.Report.Id]).Count()
         select Check(record, row.Id, [.. changes.Select(told => told.Activity)], since, undo.Report) is { } words ? $"{property.Name} of {record.Id}: {words}" : null).FirstOrDefault(words => words is not null);

    /// <param name="record">A record of the pair.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="changes">All that ever changed the property, newest first.</param>
    /// <param name="since">How many of them came after the undo began.</param>
    /// <param name="report">The undo.</param>
    private static string? Check(SimulatedRecord record, PairId pair, List<Activity> changes, int since, UndoProgress report)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i] is { Kind: ActivityKind.Undone } undone && undone.By == report.By && WhyWrong(undone, changes[(i + 1)..], report) is { } wrong)
                return wrong;
        }
        var isQuietSince = changes.Take(since).All(change => change.By == report.By);
        var (later, taken) = Stretch(changes.Skip(since), report);
        var isNamed = report.CancelledBy is not null || report.Left.Any(left => left.Pair == pair.Value);
        if (!isQuietSince || isNamed || taken is not [.., { From: { } before }] || (later.Count > 0 && !report.IncludeOvertaken) || changes.Any(change => change.By == report.By))
            return null;
        return Edit.Same(record.Now(changes[0].Property!), Text(before)) ? null : $"it could go back to {Text(before)}, did not, and nobody was told why";
    }

    private static string? WhyWrong(Activity undone, List<Activity> earlier, UndoProgress report)
    {
        var (later, taken) = Stretch(earlier, report);
        if (taken.Count == 0)
            return $"nothing of {report.By}'s range changed it, and it was set back to {Text(undone.To!)}";
        if (!report.IncludeOvertaken && later.Any(change => !Edit.Same(Text(change.To!), Text(taken[0].To!))))
            return $"it was changed since, and {report.By} set it back to {Text(undone.To!)}";
        var wanted = taken[^1].Kind == ActivityKind.Resolved ? [Text(taken[^1].From!), Text(taken[^1].To!)] : new[] { Text(taken[^1].From!) };
        return wanted.Any(value => Edit.Same(value, Text(undone.To!))) ? null : $"{report.By} set it back to {Text(undone.To!)}, and before it was {wanted[0]}";
    }

    /// <summary>What came after the newest change of the range, and the run of changes that ends with that.</summary>
    private static (List<Activity> Later, List<Activity> Taken) Stretch(IEnumerable<Activity> changes, UndoProgress report)
    {
        var all = changes.ToList();
        var later = all.TakeWhile(change => !report.Range.Takes(change)).ToList();
        return (later, [.. all.Skip(later.Count).TakeWhile(report.Range.Takes)]);
    }

    private static bool IsChange(Activity told) => told.To is not null && told.Kind
        is ActivityKind.Updated or ActivityKind.Decided or ActivityKind.Agreed or ActivityKind.Resolved or ActivityKind.Undone;

    private static string? Text(string json) => ValueJson.Read(json) is var value and not Value.Empty ? value.ToString() : null;
}
