using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>The three-way merge, property by property, against base and the other side's last-seen value.</summary>
internal static class Merging
{
    /// <summary>Moves base where the sides agree or a policy decided, and decides the writes that follow, as intents.</summary>
    public static PairState Merge(PairState state, Terms terms, DateTimeOffset now)
    {
        if (IsAtRest(state))
            return state;
        var outgoing = new List<Outgoing>();
        foreach (var property in terms.Pairing.Properties)
        {
            if (IsInFlight(state, property.Name) || IsSettled(state, property))
                continue;
            var verdict = Judging.Judge(state, property, terms.Pairing);
            state = Apply(state, property, verdict, now);
            if (verdict is Verdict.Propagate { From: var from, Rule: var rule })
                outgoing.Add(new Outgoing(property.Name, from, rule, state[from].Seen[property.Name]!, null, null));
            else if (verdict is Verdict.Combine { To: var to, Value: var value, Rule: var why, Overruled: var overruled })
                outgoing.Add(new Outgoing(property.Name, to.Other(), why, value, state[to.Other()].Seen[property.Name], overruled));
        }
        if (outgoing.Count == 0)
            return state;
        foreach (var side in Sides.Both)
            state = Decide(state, side, [.. outgoing.Where(o => o.From == side.Other())], now);
        return state;
    }

    /// <summary>A person's choice among the values seen: the one not chosen becomes base, so that the chosen one is the only edit.</summary>
    public static PairState Resolve(PairState state, Input.Resolve resolve)
    {
        var (chosen, lost) = (state[resolve.Choice].Seen[resolve.Property]!, state[resolve.Choice.Other()].Seen[resolve.Property]!);
        var origin = new Provenance(resolve.Choice, resolve.Now, "manual") { By = resolve.By };
        var decided = SetBase(state, resolve.Property, lost) with { Conflicts = state.Conflicts.Remove(resolve.Property) };
        return Undoing.Theirs(decided, resolve.Property, resolve.Choice, origin).Note(Telling.Changed(
            resolve.Now, ActivityKind.Resolved, resolve.Choice, resolve.Property, lost, chosen, $"{resolve.By} chose {chosen} over {lost}") with
        {
            Rule = origin.Rule, By = origin.By,
        });
    }

    /// <summary>Whether a property was edited on that side and has not reached the other, or nothing was ever agreed on.</summary>
    public static bool HasUnsentEdits(PairState state, Side edited, Pairing pairing) => pairing.Properties.Any(property =>
        (property.Source ?? edited) == edited
        && state[edited].Seen[property.Name] is { } seen
        && (state.Base.Count == 0 ? IsUnknownTo(state[edited.Other()], property, seen) : IsUnsent(state, edited, property, seen)));

    private static bool IsUnsent(PairState state, Side edited, Property property, Value seen) =>
        state.BaseOf(edited, property.Name) is { } agreed && !property.AreEqual(seen, agreed);

    private static bool IsUnknownTo(SideState other, Property property, Value seen) =>
        seen is not Value.Empty && !(other.Seen[property.Name] is { } there && property.AreEqual(seen, there));

    private static bool IsInFlight(PairState state, string property) =>
        IsSentTo(state.Sides.Crm, property) || IsSentTo(state.Sides.Shop, property);

    private static bool IsSentTo(SideState side, string property) =>
        side.Intent is Intent.Update update && update.Patch.TryGet(property, out _);

    /// <summary>Whether both sides have base, word for word, and nothing else is remembered: what an echo finds.</summary>
    public static bool IsAtRest(PairState state) => state is
    {
        Conflicts.IsEmpty: true,
        Sides: { Crm: { Normalised.Count: 0, EditedAt.IsEmpty: true } crm, Shop: { Normalised.Count: 0, EditedAt.IsEmpty: true } shop },
    } && state.Base.Equals(crm.Seen) && state.Base.Equals(shop.Seen);

    /// <summary>The same of one property, as of nearly all of them at every step.</summary>
    private static bool IsSettled(PairState state, Property property) =>
        state.Base[property.Name] is { } agreed && agreed.Equals(state.Sides.Crm.Seen[property.Name])
        && state.Sides.Shop.Seen[property.Name] is { } shop && property.AreEqual(agreed, shop)
        && IsForgotten(state.Sides.Crm, property.Name) && IsForgotten(state.Sides.Shop, property.Name)
        && !state.Conflicts.ContainsKey(property.Name);

    private static bool IsForgotten(SideState side, string property) =>
        side.Normalised[property] is null && !side.EditedAt.ContainsKey(property);

    private static PairState Apply(PairState state, Property property, Verdict verdict, DateTimeOffset now) => verdict switch
    {
        Verdict.Unknown or Verdict.Unchanged or Verdict.Combine => state,
        Verdict.Agreed => Agree(state, property, now),
        Verdict.Propagate propagate => Propagate(state, property, propagate, now),
        Verdict.Quarantine quarantine => Quarantine(
            state, property.Name, state.Sides.Select(side => side.Seen[property.Name]!), quarantine.Reason, now),
        Verdict.Apart => SetBase(state, property.Name, state.Sides.Crm.Seen[property.Name]!).Change(
            Side.Shop, s => s with { Normalised = s.Normalised.With(property.Name, s.Seen[property.Name]!) }),
        _ => throw new UnreachableException(),
    };

    private static PairState Agree(PairState state, Property property, DateTimeOffset now)
    {
        var (value, before) = (state.Sides.Crm.Seen[property.Name]!, state.Base[property.Name]);
        var isTold = state.Conflicts.ContainsKey(property.Name) || (before is not null && !before.Equals(value));
        var firstEditor = state.Sides.Crm.EditedAt.ContainsKey(property.Name) ? Side.Crm : Side.Shop;
        var editedAt = state[firstEditor].EditedAt.GetValueOrDefault(property.Name);
        var provenance = value.Equals(before)
            ? state.Provenance
            : state.Provenance.SetItem(property.Name, new Provenance(firstEditor, now, "equal"));
        state = Answering.Agree(state, CanonicalRecord.Nothing.With(property.Name, value)) with
        {
            Provenance = provenance,
            Conflicts = state.Conflicts.Remove(property.Name),
        };
        state = state with { Sides = state.Sides.Select(s => s with { EditedAt = s.EditedAt.Remove(property.Name), Doubted = s.Doubted.Without(property.Name) }) };
        return isTold
            ? state.Note(Telling.Changed(now, ActivityKind.Agreed, null, property.Name, before, value, $"both sides now have {value}") with
            {
                Rule = "equal", EditedAt = editedAt,
            })
            : state;
    }

    private static PairState Propagate(PairState state, Property property, Verdict.Propagate verdict, DateTimeOffset now)
    {
        if (!verdict.Decided)
            return state;
        var (kept, given) = (state[verdict.From].Seen[property.Name]!, state[verdict.From.Other()].Seen[property.Name]!);
        state = SetBase(state, property.Name, given) with
        {
            Provenance = state.Provenance.SetItem(property.Name, new Provenance(verdict.From, now, verdict.Rule)),
        };
        var text = $"{verdict.Rule}: {verdict.From.Name()} has {kept}, {verdict.From.Other().Name()} has {given}";
        return state.Note(Telling.Changed(now, ActivityKind.Decided, verdict.From, property.Name, given, kept, text) with
        {
            Rule = verdict.Rule, EditedAt = state[verdict.From].EditedAt.GetValueOrDefault(property.Name),
        });
    }

    /// <summary>A person decides between these values; both sides keep their own.</summary>
    public static PairState Quarantine(PairState state, string property, PerSide<Value> values, string reason, DateTimeOffset now)
    {
        var conflict = new Conflict(state.Base[property]!, values.Crm, values.Shop, reason);
        if (conflict == state.Conflicts.GetValueOrDefault(property))
            return state;
        var isNew = !state.Conflicts.ContainsKey(property);
        state = (state with { Conflicts = state.Conflicts.SetItem(property, conflict) }).Dirty();
        return isNew
            ? state.Note(new Activity(
                now, ActivityKind.Conflict, null, property,
                $"{reason}: base {conflict.Base}, crm {conflict.Crm}, shop {conflict.Shop}", null))
            : state;
    }

    /// <summary>Base becomes this value on both sides' account; whoever differs from it has edited.</summary>
    public static PairState SetBase(PairState state, string property, Value value) => (state with
    {
        Base = state.Base.With(property, value),
        Sides = state.Sides.Select(side => side with { Normalised = side.Normalised.Without(property) }),
    }).Dirty();

    private static PairState Decide(PairState state, Side target, IReadOnlyList<Outgoing> outgoing, DateTimeOffset now)
    {
        var side = state[target];
        if (outgoing.Count == 0 || side.Intent is not null || side.ReadOwed || !side.IsReady(now))
            return state;
        foreach (var sent in outgoing.Where(sent => !Undoing.IsTheirs(state, sent.From, sent.Property)))
            state = state with { Provenance = state.Provenance.SetItem(sent.Property, Swinging.Next(state, sent.Property, sent.From, sent.Rule, now)) };
        var patch = CanonicalRecord.Of(outgoing.Select(sent => KeyValuePair.Create(sent.Property, sent.Value)));
        var combined = outgoing.Where(sent => sent.Becomes is not null).Select(sent => KeyValuePair.Create(sent.Property, sent.Becomes!));
        foreach (var (property, overruled) in outgoing.Where(sent => sent.Overruled is not null).Select(sent => (sent.Property, sent.Overruled!)))
            state = state.Note(new Activity(now, ActivityKind.Decided, null, property, overruled, null));
        return state.Change(target, s => s with
        {
            Intent = new Intent.Update(patch, s.Version) { Combined = CanonicalRecord.Of(combined) },
            Ahead = true,
        });
    }

    /// <summary>A value on its way to the other side.</summary>
    /// <param name="Property">Whose.</param>
    /// <param name="From">The side it comes from.</param>
    /// <param name="Rule">Why it goes.</param>
    /// <param name="Value">What is sent.</param>
    /// <param name="Becomes">What becomes base by it, where that is not what is sent.</param>
    /// <param name="Overruled">For people: what was decided inside it.</param>
    private sealed record Outgoing(string Property, Side From, string Rule, Value Value, Value? Becomes, string? Overruled);
}
