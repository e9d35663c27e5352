namespace Sync.Simulation;

/// <summary>
/// An edit stands until a later one supersedes it, made by somebody who saw it or on the same record, or until a decision that
/// people can read names it as the loser. A deletion may supersede what its maker saw.
/// </summary>
internal sealed class NoLostEdit : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair)
            return records.WasDeleted ? CheckDeleted(records, world) : null;
        if (world.Disk.Activity.Any(a => a.Activity.Kind == ActivityKind.Undone))
            return null;
        if (records.WasDeleted || records.ArePaused || records.Stand(PairStatus.Parked, world))
            return null;
        foreach (var property in records.Pairing.Properties.Where(p => p.Source is null && p.Name != "key" && p.Policy != ConflictPolicy.Sum))
        {
            foreach (var part in records.PartsOf(property).Where(part => !Parts.IsOrder(part)))
            {
                if (CheckEdits(property, part, pair, records.Pairing, world) is { } words)
                    return words;
            }
        }
        return null;
    }

    private static string? CheckEdits(Property property, string name, PerSide<SimulatedRecord> pair, Pairing pairing, World world)
    {
        var last = pair.Select(r => r.LastEdit(name));
        var stands = pair.Crm.Now(name);
        if (last is { Crm: null, Shop: null } || !Edit.Same(stands, pair.Shop.Now(name)) || IsExcused(pair, name))
            return null;
        var winners = Sides.Both.Where(side => last[side] is { } edit && Edit.Same(edit.Value, stands)).ToList();
        if (winners.Count == 0)
        {
            return (Parts.IsComposed(property) || MayAgreeAnew(world))
                && Sides.Both.All(s => last[s] is not { } edit || IsNamedLoser(property, edit, pair[s.Other()], world) || ((MayAgreeAnew(world) || !Parts.Recurs(stands)) && IsFollowed(edit, stands, pair)))
                ? null
                : $"{name} is {Shown(stands)}, but a person last set {string.Join(" or ", Sides.Both.Select(s => last[s]).OfType<Edit>().Select(e => Shown(e.Value)))}";
        }
        if (winners.Count == 2 || last[winners[0].Other()] is not { } loser)
            return null;
        var (winner, other) = (winners[0], winners[0].Other());
        if (Saw(pair[winner], last[winner]!, loser) || IsBack(pair[other], loser) || IsNamedLoser(property, loser, pair[winner], world))
            return property.To is null && !Parts.IsComposed(property) && MayNotWin(pair, last, winner, pairing) && !IsAgreedAnew(property, loser, world) ? $"{name} is {Shown(stands)}, but {other.Name()} set {Shown(loser.Value)} knowing that" : null;
        return $"{name} is {Shown(stands)}; that {other.Name()} set {Shown(loser.Value)} was decided by nobody";
    }

    /// <summary>
    /// By time, an edit made knowing the other wins. A fixed side, or a person, may still count it as concurrent if it came between
    /// our write and its durable result.
    /// </summary>
    private static bool MayNotWin(PerSide<SimulatedRecord> pair, PerSide<Edit?> last, Side winner, Pairing pairing) =>
        pairing.Policy == ConflictPolicy.Newer
        && Saw(pair[winner.Other()], last[winner.Other()]!, last[winner]!) && !Saw(pair[winner], last[winner]!, last[winner.Other()]!);

    /// <summary>What is read otherwise than before, or was split and linked again, is agreed on anew as it is: no edit decides it.</summary>
    private static bool MayAgreeAnew(World world) => world.IsRevised || world.Disk.Activity.Any(a => a.Activity.Kind == ActivityKind.Split);

    /// <summary>Whether people were told that it lost by that, and not by time.</summary>
    private static bool IsAgreedAnew(Property property, Edit loser, World world) => MayAgreeAnew(world) && loser.Value is { } value
        && world.Disk.Activity.Any(a => a.Activity is { Kind: ActivityKind.Decided, Rule: "first agreement" } decision
            && decision.Property == property.Name && Edit.IsShown(value, decision.Text));

    private static bool IsExcused(PerSide<SimulatedRecord> pair, string property) =>
        Sides.Both.Any(side => pair[side].History.Any(e => e.Property == property && e.LostInWindow));

    /// <summary>Whether a decision that people can read names the value. A reference is shown by its pair: there the property must do.</summary>
    private static bool IsNamedLoser(Property property, Edit loser, SimulatedRecord winner, World world) =>
        world.Disk.Activity.Any(a => a.Activity.Kind is ActivityKind.Decided or ActivityKind.Resolved && a.Activity.Property == property.Name
            && (Parts.IsComposed(property) ? MayDecide(a.Activity, loser, winner) : property.To is not null || loser.Value is null || Edit.IsShown(loser.Value, a.Activity.Text)));

    /// <summary>
    /// What is made of parts is decided as a whole where nothing was agreed before, or by a person; else only of a line that both
    /// touched. Two edits of one word are the same edit.
    /// </summary>
    private static bool MayDecide(Activity decision, Edit loser, SimulatedRecord winner) => decision.Kind == ActivityKind.Resolved
        || decision.Text.StartsWith("first agreement", StringComparison.Ordinal)
        || (winner.History.Any(e => e.ByPerson && Parts.LineOf(e.Property) == Parts.LineOf(loser.Property))
            && (Parts.Recurs(loser.Value) || Edit.IsShown(loser.Value!, decision.Text)));

    /// <summary>Whether what the other side's edit set had stood in this record before this edit was made; what nobody has set is empty.</summary>
    private static bool Saw(SimulatedRecord record, Edit edit, Edit other) =>
        record.Before(edit.At, edit.Property).DefaultIfEmpty().Any(value => Edit.Same(value, other.Value));

    /// <summary>Whether a person put what stands now in the place of this edit, on either side.</summary>
    private static bool IsFollowed(Edit edit, string? stands, PerSide<SimulatedRecord> pair) => Sides.Both.Any(side =>
        pair[side].History.Any(e => e.ByPerson && e.Property == edit.Property && Edit.Same(e.Value, stands) && Saw(pair[side], e, edit)));

    /// <summary>An edit back to an earlier value is none to whoever did not look meanwhile.</summary>
    private static bool IsBack(SimulatedRecord record, Edit edit) => record.Before(edit.At, edit.Property).Any(value => Edit.Same(value, edit.Value));

    /// <summary>Gone on both sides: no edit may have been unseen by whoever deleted.</summary>
    private static string? CheckDeleted(Counterparts records, World world)
    {
        foreach (var side in Sides.Both)
        {
            foreach (var victim in records.All[side].Where(r => r.DeletedByEngine && !IsToldToLose(r, records.Pairing, world) && !world.Disk.TellsMerged(r.Id)))
            {
                var deleted = records.All[side.Other()].Where(r => r is { IsDeleted: true, DeletedByEngine: false } or { RestoredAt: not null }).ToList();
                foreach (var edit in victim.History.Where(e => e.ByPerson && e.Value is not null && e == victim.LastEdit(e.Property)))
                {
                    if (records.Pairing.Properties.FirstOrDefault(p => p.Name == Parts.PropertyOf(edit.Property)) is not { } property)
                        continue;
                    // A reference that waits is no edit against a deletion: the documented limit.
                    if (property.To is not null || deleted.Any(r => IsNamedLoser(property, edit, r, world)))
                        continue;
                    var isKnown = deleted.Concat(records.All[side]).Any(r => r != victim && r.History.Any(e => e.Property == edit.Property && Edit.Same(e.Value, edit.Value)))
                        || victim.History.Any(e => e.Property == edit.Property && !e.ByPerson && e.At > edit.At)
                        || deleted.Any(r => r.History.Any(e => e.Property == edit.Property && e.ByPerson));
                    if (!isKnown)
                        return $"{edit.Property} = {edit.Value} on {side.Name()} was never on the other side, and its record was deleted";
                }
            }
        }
        return null;
    }

    /// <summary>Where a deletion wins against edits, people are told which record they lost by it.</summary>
    private static bool IsToldToLose(SimulatedRecord victim, Pairing pairing, World world) => pairing.AgainstEdit == AgainstEdit.DeleteWins
        && world.Disk.Activity.Any(a => a.Activity.Kind == ActivityKind.Decided && a.Activity.Text.Contains(victim.Id, StringComparison.Ordinal));

    private static string Shown(string? value) => value ?? "null";
}
