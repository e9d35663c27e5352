namespace Sync.Simulation;

/// <summary>
/// Where somebody set a value back, both sides end with it, or with what a person put there that the engine had not seen, or put
/// there later, or that a decision chose. Nothing else, and never what the undo was to remove.
/// </summary>
internal sealed class NoLostUndo : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair || records.WasDeleted || records.Stand(PairStatus.Parked, world)
            || world.Disk.HolderOf(Side.Crm, pair.Crm.Id) is not { } row)
            return null;
        return records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key")
            .Select(p => CheckUndone(p.Name, pair, [.. world.Disk.Activity.Where(a => a.Pair == row.Id && a.Activity.Property == p.Name).Select(a => a.Activity)]))
            .FirstOrDefault(words => words is not null);
    }

    private static string? CheckUndone(string name, PerSide<SimulatedRecord> pair, List<Activity> story)
    {
        var last = story.FindLastIndex(told => told.Kind == ActivityKind.Undone);
        if (last < 0)
            return null;
        var (undo, stands) = (story[last], pair.Crm.Now(name));
        var wanted = Text(undo.To!);
        var unseen = Sides.Both.Select(side => pair[side].LastEdit(name)).OfType<Edit>()
            .Where(edit => edit.At >= undo.At || !story.Take(last).Any(told => IsOf(told, edit.Value))).Select(edit => edit.Value);
        var decided = story.Skip(last).Where(told => told.Kind is ActivityKind.Decided or ActivityKind.Resolved or ActivityKind.Agreed).Select(told => Text(told.To!));
        return unseen.Concat(decided).Prepend(wanted).Any(value => Edit.Same(value, stands))
            ? null
            : $"{name} is {stands ?? "null"}, but somebody set it back to {wanted ?? "null"}";
    }

    /// <summary>Whether the engine told of a value.</summary>
    private static bool IsOf(Activity told, string? value) =>
        (told.To is { } to && Edit.Same(Text(to), value)) || (told.From is { } from && Edit.Same(Text(from), value));

    private static string? Text(string json) => ValueJson.Read(json) is var value and not Value.Empty ? value.ToString() : null;
}
