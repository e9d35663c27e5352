namespace Sync.Reconciliation;

/// <summary>
/// A person sets values back. Where one side has the value already it is made the only edit, as a choice in a conflict is; where
/// none has, it is written to one side, and what the other has becomes base when that is done, so that it follows as an edit. Until
/// then it stands in that intent and nowhere else, and an intent that found another version is decided anew as long as nobody
/// edited the property.
/// </summary>
internal static class Undoing
{
    private const string Rule = "undo";

    /// <summary>Why it cannot be done now; <see langword="null"/>: it can.</summary>
    public static Instructed? Check(PairState state, Input.Undo undo, Pairing pairing)
    {
        if (state.Halt is { Status: PairStatus.Unlinked or PairStatus.Ambiguous } halt)
            return new Instructed.CannotUndo($"the pair is {halt.Status.Name()}: {halt.Reason}");
        if (state.Retired is not null)
            return new Instructed.CannotUndo("its records are being deleted");
        foreach (var side in Sides.Both)
        {
            if (state[side].Id is null || state[side].IsGone)
                return new Instructed.CannotUndo($"there is no {side.Name()} record");
            if (state[side].Unreadable is not null || !state[side].InScope)
                return new Instructed.CannotUndo($"the {side.Name()} record cannot be mapped, or is outside the pairing's where");
        }
        if (Sides.Both.Any(side => state[side].Intent is not null))
            return new Instructed.Busy("a write is not answered yet");
        return undo.Values.Select(value => Check(state, value, pairing)).FirstOrDefault(refusal => refusal is not null);
    }

    public static PairState Undo(PairState state, Input.Undo undo, Terms terms)
    {
        if (Check(state, undo, terms.Pairing) is not null)
            return state;
        if (state.Halt is not null)
            state = (state with { Halt = null }).Dirty();
        var writes = new List<Write>();
        foreach (var value in undo.Values)
            state = SetBack(state, terms.Pairing.Properties.First(p => p.Name == value.Property), value, undo, terms.Pairing.Preferred, writes);
        foreach (var toSide in writes.ToLookup(write => write.Target))
        {
            var patch = CanonicalRecord.Of(toSide.Select(write => KeyValuePair.Create(write.Property, write.Value)));
            var becomes = CanonicalRecord.Of(toSide.Select(write => KeyValuePair.Create(write.Property, write.Becomes)));
            state = state.Change(toSide.Key, s => s with { Intent = new Intent.Update(patch, s.Version) { Combined = becomes }, Ahead = true });
        }
        return state;
    }

    /// <summary>A value that a person put on a side, or is putting there; it has their time, as an edit has its own.</summary>
    public static PairState Theirs(PairState state, string property, Side side, Provenance origin) => (state with
    {
        Provenance = state.Provenance.SetItem(property, origin with { Side = side }),
    }).Change(side, s => s with { EditedAt = s.EditedAt.SetItem(property, origin.At) });

    /// <summary>Whether nobody edited it there since.</summary>
    public static bool IsTheirs(PairState state, Side side, string property) =>
        state.Provenance.GetValueOrDefault(property) is { By: not null } origin && origin.Side == side
        && state[side].EditedAt.TryGetValue(property, out var at) && at == origin.At;

    /// <summary>What is still wanted of an intent that found another version: what shows the value it showed before.</summary>
    public static Intent.Update? Again(PairState state, Side side, Intent.Update update, CanonicalRecord before)
    {
        var patch = CanonicalRecord.Of(update.Patch.Where(p => update.Combined[p.Key] is not null
            && IsTheirs(state, side, p.Key) && Equals(before[p.Key], state[side].Seen[p.Key])));
        return patch.Count == 0
            ? null
            : new Intent.Update(patch, state[side].Version) { Combined = CanonicalRecord.Of(update.Combined.Where(p => patch[p.Key] is not null)) };
    }

    /// <summary>What was stored, but not shown, is not wanted again, whatever is found.</summary>
    public static PairState Written(PairState state, Side side, Intent.Update update) => state.Change(side, s => s with
    {
        EditedAt = s.EditedAt.RemoveRange(update.Combined.Names.Where(property => IsTheirs(state, side, property))),
    });

    private static PairState SetBack(PairState state, Property property, SetBack value, Input.Undo undo, Side preferred, List<Write> writes)
    {
        var wanted = Wanted(value);
        var isConflict = !property.AreEqual(wanted.Crm, wanted.Shop);
        var apart = Apart(state, property, wanted);
        if (apart.Count == 0 && !isConflict)
            return state;
        var target = apart.Count == 1 ? apart[0] : preferred;
        var (seen, others) = (state[target].Seen[property.Name]!, state[target.Other()].Seen[property.Name]!);
        var origin = new Provenance(target, undo.Now, Rule) { By = undo.By };
        state = state.Note(Telling.Changed(
            undo.Now, ActivityKind.Undone, null, property.Name, seen, wanted[target], $"{undo.By} undid {undo.What}: {wanted[target]} in place of {seen}") with
        {
            Rule = Rule, By = undo.By,
        });
        state = state with { Conflicts = state.Conflicts.Remove(property.Name) };
        // The other side has it already, and is the only one that edited.
        if (apart.Count == 1 && !isConflict)
            return Theirs(Merging.SetBase(state, property.Name, seen), property.Name, target.Other(), origin);
        state = Theirs(state, property.Name, target, origin);
        if (apart.Count > 0)
            writes.Add(new Write(target, property.Name, wanted[target], others));
        return isConflict ? Merging.Quarantine(state, property.Name, wanted, $"{undo.By} undid the decision", undo.Now) : state;
    }

    private static Instructed? Check(PairState state, SetBack value, Pairing pairing)
    {
        if (pairing.Properties.FirstOrDefault(p => p.Name == value.Property) is not { } property)
            return new Instructed.CannotUndo($"{pairing.Name} has no property {value.Property}");
        if (property.Source is { } source)
            return new Instructed.CannotUndo($"{property.Name} flows only from {source.Name()}, and is set back there");
        var now = state.Sides.Select(side => side.Seen[property.Name] is { } seen ? ValueJson.Text(seen) : null);
        if ((now.Crm, now.Shop) != (value.SeenCrm, value.SeenShop))
            return new Instructed.Moved(now.Crm, now.Shop);
        return !property.AreEqual(Wanted(value).Crm, Wanted(value).Shop) && Apart(state, property, Wanted(value)).Count > 1
            ? new Instructed.CannotUndo($"{property.Name}: neither side has the value it had in that conflict")
            : null;
    }

    private static PerSide<Value> Wanted(SetBack value) => new(ValueJson.Read(value.Crm), ValueJson.Read(value.Shop));

    /// <summary>The sides that have another value than they shall have.</summary>
    private static List<Side> Apart(PairState state, Property property, PerSide<Value> wanted) =>
        [.. Sides.Both.Where(side => !property.AreEqual(state[side].Seen[property.Name]!, wanted[side]))];

    /// <param name="Target">The side that is written to.</param>
    /// <param name="Property">The property.</param>
    /// <param name="Value">What is sent.</param>
    /// <param name="Becomes">What the other side has, which becomes base.</param>
    private sealed record Write(Side Target, string Property, Value Value, Value Becomes);
}
