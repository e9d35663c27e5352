using System.Collections.Immutable;
using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>What the merge finds for one property. Closed.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>A side has never told it.</summary>
    public sealed record Unknown : Verdict;

    /// <summary>Nobody edited it, or only the side whose edits do not flow.</summary>
    public sealed record Unchanged : Verdict;

    /// <summary>Both sides have the same value.</summary>
    public sealed record Agreed : Verdict;

    /// <summary>The two sides may differ: a one-way property whose source has nothing to say, or parts that each has in its own form.</summary>
    public sealed record Apart : Verdict;

    /// <summary>One side's value goes to the other.</summary>
    /// <param name="From">The side it comes from.</param>
    /// <param name="Rule">Why.</param>
    /// <param name="Decided">Whether the other side's value loses by it.</param>
    public sealed record Propagate(Side From, string Rule, bool Decided) : Verdict;

    /// <summary>Both sides' edits together go to one side; what the other has becomes base, so that the rest follows as an edit.</summary>
    /// <param name="To">The side it goes to first.</param>
    /// <param name="Value">The edits of both.</param>
    /// <param name="Rule">Why.</param>
    /// <param name="Overruled">For people: what one side's edit lost to the other's in it; <see langword="null"/>: nothing.</param>
    public sealed record Combine(Side To, Value Value, string Rule, string? Overruled) : Verdict;

    /// <summary>A person decides; both sides keep their own.</summary>
    public sealed record Quarantine(string Reason) : Verdict;
}

/// <summary>Judges one property: the page that says who wins.</summary>
internal static class Judging
{
    public static Verdict Judge(PairState state, Property property, Pairing pairing)
    {
        var (crm, shop) = (state.Sides.Crm.Seen[property.Name], state.Sides.Shop.Seen[property.Name]);
        if (crm is null || shop is null)
            return new Verdict.Unknown();
        if (property.AreEqual(crm, shop) && !HaveBothCounted(state, property))
            return new Verdict.Agreed();
        if (state.Base[property.Name] is null)
            return First(crm, shop, property, pairing);
        if (state.Conflicts.TryGetValue(property.Name, out var conflict))
            return new Verdict.Quarantine(conflict.Reason);
        var (crmEdited, shopEdited) = (IsEdited(state, Side.Crm, property), IsEdited(state, Side.Shop, property));
        if (property.Source is { } source)
            return (source == Side.Crm ? crmEdited : shopEdited) ? new Verdict.Propagate(source, "edit", Decided: false) : new Verdict.Unchanged();
        if (crmEdited != shopEdited && Swinging.IsEndless(state, property.Name, crmEdited ? Side.Crm : Side.Shop))
            return new Verdict.Quarantine("the two sides keep putting back each other's value");
        return (crmEdited, shopEdited) switch
        {
            (false, false) => new Verdict.Unchanged(),
            (true, false) => Send(state, property, new Verdict.Propagate(Side.Crm, "edit", Decided: false), fromWins: true),
            (false, true) => Send(state, property, new Verdict.Propagate(Side.Shop, "edit", Decided: false), fromWins: true),
            (true, true) => Conflicting(state, property, pairing),
        };
    }

    /// <summary>Both existed before they were linked: a value beats nothing, else the stated side's stands.</summary>
    private static Verdict First(Value crm, Value shop, Property property, Pairing pairing)
    {
        if (property.Source is { } source)
            return (source == Side.Crm ? crm : shop) is Value.Empty
                ? new Verdict.Apart()
                : new Verdict.Propagate(source, "first agreement", Decided: true);
        var winner = (crm, shop) switch
        {
            (Value.Empty, _) => Side.Shop,
            (_, Value.Empty) => Side.Crm,
            _ => property.Initial ?? pairing.Preferred,
        };
        return new Verdict.Propagate(winner, "first agreement", Decided: true);
    }

    /// <summary>
    /// One side's value goes to the other. Of a value whose parts it has in a form of its own, only what was edited goes, laid over what the
    /// other side has: a form is never sent back.
    /// </summary>
    private static Verdict Send(PairState state, Property property, Verdict.Propagate whole, bool fromWins, string? overruled = null)
    {
        var (from, to) = (whole.From, whole.From.Other());
        return state[from].Normalised[property.Name] is { } form && Combining.HaveSameParts(property, form, state.BaseOf(to, property.Name)!)
            && Combining.Of(property, EditOn(state, from, property), EditOn(state, to, property), fromWins) is Combined.Both { Value: var laid }
            && !property.AreEqual(laid, state[from].Seen[property.Name]!)
                ? property.AreEqual(laid, state[to].Seen[property.Name]!) ? new Verdict.Apart() : new Verdict.Combine(to, laid, whole.Rule, overruled)
                : whole;
    }

    /// <summary>Edited on both sides: combined where the value has parts, else one side's stands.</summary>
    private static Verdict Conflicting(PairState state, Property property, Pairing pairing)
    {
        var (winner, rule) = Winner(state, property, pairing);
        var (from, to) = (pairing.Preferred, pairing.Preferred.Other());
        return Combining.Of(property, EditOn(state, from, property), EditOn(state, to, property), winner is null ? null : winner == from) switch
        {
            Combined.Both { Value: var value } when property.AreEqual(value, state[from].Seen[property.Name]!) =>
                new Verdict.Propagate(from, "combined", Decided: true),
            Combined.Both { Value: var value, Overruled: var overruled } when property.AreEqual(value, state[to].Seen[property.Name]!) =>
                Send(state, property, new Verdict.Propagate(to, "combined", Decided: true), fromWins: winner == to, Told(rule, overruled)),
            Combined.Both { Value: var value, Overruled: var overruled } => new Verdict.Combine(to, value, "combined", Told(rule, overruled)),
            Combined.Indivisible when winner is { } side => new Verdict.Propagate(side, rule, Decided: true),
            Combined.Contradiction or Combined.Indivisible => new Verdict.Quarantine("edited on both sides"),
            _ => throw new UnreachableException(),
        };
    }

    private static string? Told(string rule, ImmutableArray<string> overruled) => overruled.IsEmpty ? null : $"{rule}: {string.Join(", ", overruled)}";

    /// <summary>Whose value stands where only one can; nobody's: a person decides.</summary>
    private static (Side? Winner, string Rule) Winner(PairState state, Property property, Pairing pairing) => Doubtful(state, property.Name) is { } survivor
        ? (survivor, "edit")
        : (property.Policy ?? pairing.Policy) switch
        {
            ConflictPolicy.Crm => (Side.Crm, "crm"),
            ConflictPolicy.Shop => (Side.Shop, "shop"),
            ConflictPolicy.Newer => (Newer(state, property.Name) ?? pairing.Preferred, "newer"),
            ConflictPolicy.Manual or ConflictPolicy.Sum => (null, "manual"),
            _ => throw new UnreachableException(),
        };

    private static Edit EditOn(PairState state, Side side, Property property) =>
        new(state.BaseOf(side, property.Name)!, state[side].Seen[property.Name]!);

    /// <summary>
    /// A value that may be our own write in its side's form supersedes what was sent, and nothing else.
    /// <see langword="null"/>: there is none.
    /// </summary>
    private static Side? Doubtful(PairState state, string property)
    {
        foreach (var side in Sides.Both)
        {
            if (state[side].Doubted[property] is { } sent)
                return sent.Equals(state[side.Other()].Seen[property]) ? side : side.Other();
        }
        return null;
    }

    /// <summary>The side whose edit is later; <see langword="null"/> on a tie or where a time is missing.</summary>
    private static Side? Newer(PairState state, string property)
    {
        var crm = state.Sides.Crm.EditedAt.GetValueOrDefault(property);
        var shop = state.Sides.Shop.EditedAt.GetValueOrDefault(property);
        return crm is null || shop is null || crm == shop ? null : crm > shop ? Side.Crm : Side.Shop;
    }

    /// <summary>Two who counted as many each have the same number, and not the sum.</summary>
    private static bool HaveBothCounted(PairState state, Property property) => property is { Policy: ConflictPolicy.Sum, Source: null }
        && state.Base[property.Name] is Value.Integer or Value.Decimal && !state.Conflicts.ContainsKey(property.Name)
        && IsEdited(state, Side.Crm, property) && IsEdited(state, Side.Shop, property);

    private static bool IsEdited(PairState state, Side side, Property property) =>
        !property.AreEqual(state[side].Seen[property.Name]!, state.BaseOf(side, property.Name)!);
}
