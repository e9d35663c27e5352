using System.Collections.Immutable;
using CsCheck;

namespace Sync.Reconciliation.Tests;

/// <summary>Generators. Words are few, so that values often coincide. SYNC_LAW_TRIES says how often a law is tried: a thousand times.</summary>
internal static class Any
{
    private static readonly long Times = long.TryParse(Environment.GetEnvironmentVariable("SYNC_LAW_TRIES"), out var tries) ? tries : 1_000;

    public static readonly Gen<Side> Side = Gen.OneOf(Sync.Side.Crm, Sync.Side.Shop);

    public static readonly Gen<Value> Word = Gen.OneOf("", "a", "b", "c").Select(Texts.Value);

    public static readonly Gen<DateTimeOffset> Time = Gen.Int[0, 3].Select(minutes => Talk.Noon.AddMinutes(minutes));

    private static readonly Gen<CanonicalRecord> Past = Gen.Select(Gen.OneOf("p", "q", "manual", "toshop", "tocrm"), Word).Array[0, 3]
        .Select(values => CanonicalRecord.Of(values.Select(value => KeyValuePair.Create(value.Item1, value.Item2))));

    /// <summary>One property as base and both sides have it; <see langword="null"/>: never told, or never agreed on.</summary>
    public static readonly Gen<Three> Three = Gen.Select(OrNull(Word), OrNull(Word), OrNull(Word), (agreed, crm, shop) => new Three(agreed, crm, shop));

    public static readonly Gen<Pairing> Pairing =
        from policy in Gen.OneOf(ConflictPolicy.Newer, ConflictPolicy.Crm, ConflictPolicy.Shop, ConflictPolicy.Manual)
        from preferred in Side
        from initial in Gen.OneOf(Gen.Const((Side?)null), Side.Select(side => (Side?)side))
        select Tests.Pair.Pairing with
        {
            Policy = policy,
            Preferred = preferred,
            Properties =
            [
                Tests.Pair.Both("p") with { Initial = initial },
                Tests.Pair.Both("q"),
                Tests.Pair.Both("manual") with { Policy = ConflictPolicy.Manual },
                Tests.Pair.Both("toshop") with { Direction = Direction.ToShop },
                Tests.Pair.Both("tocrm") with { Direction = Direction.ToCrm },
            ],
        };

    /// <summary>A linked pair of any values, its edits dated or not.</summary>
    public static readonly Gen<Talk> Linked =
        from pairing in Pairing
        from values in Three.Array[5]
        from crmTimes in OrNothing(Time).Array[5]
        from shopTimes in OrNothing(Time).Array[5]
        select Make(pairing, values, crmTimes, shopTimes);

    /// <summary>The same with a past: forms of a side's own, writes of unknown outcome to one side, conflicts a person has not decided.</summary>
    public static readonly Gen<Talk> Lived =
        from pair in Linked
        from normalised in Gen.Select(Past, Past)
        from doubted in Gen.Select(Side, Past)
        from hasConflict in Gen.Bool
        select Season(pair, new PerSide<CanonicalRecord>(normalised.Item1, normalised.Item2), doubted.Item1, doubted.Item2, hasConflict);

    /// <summary>Tries a law on a thousand values; a failure names the seed that shows it again.</summary>
    public static void Holds<T>(this Gen<T> any, Action<T> law) => any.Sample(law, iter: Times);

    public static void Holds<T1, T2>(this Gen<(T1, T2)> any, Action<T1, T2> law) => any.Sample(law, iter: Times);

    public static void Holds<T1, T2, T3>(this Gen<(T1, T2, T3)> any, Action<T1, T2, T3> law) => any.Sample(law, iter: Times);

    public static void Holds<T1, T2, T3, T4>(this Gen<(T1, T2, T3, T4)> any, Action<T1, T2, T3, T4> law) => any.Sample(law, iter: Times);

    public static Gen<T?> OrNull<T>(Gen<T> gen) where T : class => Gen.Frequency((1, Gen.Const((T?)null)), (3, gen.Select(value => (T?)value)));

    private static Gen<DateTimeOffset?> OrNothing(Gen<DateTimeOffset> gen) =>
        Gen.OneOf(Gen.Const((DateTimeOffset?)null), gen.Select(value => (DateTimeOffset?)value));

    private static Talk Make(Pairing pairing, Three[] values, DateTimeOffset?[] crmTimes, DateTimeOffset?[] shopTimes)
    {
        var names = pairing.Properties.Select(property => property.Name).ToArray();
        var state = Tests.Pair.Linked(
            Record(names, values.Select(three => three.Base)), Record(names, values.Select(three => three.Crm)), Record(names, values.Select(three => three.Shop)));
        var sides = new PerSide<SideState>(Edited(state.Sides.Crm, state.Base, names, crmTimes), Edited(state.Sides.Shop, state.Base, names, shopTimes));
        return new Talk(state with { Sides = sides }, pairing);
    }

    private static Talk Season(Talk pair, PerSide<CanonicalRecord> normalised, Side doubtedSide, CanonicalRecord doubted, bool hasConflict)
    {
        var (state, agreed) = (pair.State, pair.State.Base);
        var sides = new PerSide<SideState>(
            state.Sides.Crm with { Normalised = Known(normalised.Crm, agreed) }, state.Sides.Shop with { Normalised = Known(normalised.Shop, agreed) });
        sides = sides.With(doubtedSide, sides[doubtedSide] with { Doubted = Known(doubted, agreed) });
        var (crm, shop) = (sides.Crm.Seen["manual"], sides.Shop.Seen["manual"]);
        if (hasConflict && agreed["manual"] is { } was && crm is not null && shop is not null)
            state = state with { Conflicts = state.Conflicts.Add("manual", new Conflict(was, crm, shop, "edited on both sides")) };
        return new Talk(state with { Sides = sides }, pair.Terms.Pairing);
    }

    /// <summary>Only what was agreed on has a past.</summary>
    private static CanonicalRecord Known(CanonicalRecord past, CanonicalRecord agreed) =>
        CanonicalRecord.Of(past.Where(p => agreed[p.Key] is not null));

    private static SideState Edited(SideState side, CanonicalRecord agreed, string[] names, DateTimeOffset?[] times) => side with
    {
        EditedAt = names.Zip(times)
            .Where(edit => side.Seen[edit.First] is { } seen && !seen.Equals(agreed[edit.First]))
            .Aggregate(side.EditedAt, (all, edit) => all.SetItem(edit.First, edit.Second)),
    };

    private static CanonicalRecord Record(string[] names, IEnumerable<Value?> values) => CanonicalRecord.Of(
        names.Zip(values).Where(pair => pair.Second is not null).Select(pair => KeyValuePair.Create(pair.First, pair.Second!)));
}

/// <summary>One property's three values.</summary>
internal sealed record Three(Value? Base, Value? Crm, Value? Shop);
