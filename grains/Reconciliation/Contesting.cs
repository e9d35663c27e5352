namespace Sync.Reconciliation;

/// <summary>
/// Two records of one side with one match key: which of them the other side's record belongs to is nobody's guess. The second
/// to come is inserted as ambiguous; the first is told, looks for itself and gives up its key. Each looks again whenever it is
/// touched, and now and then; it goes on once it is the only one.
/// </summary>
internal static class Contesting
{
    /// <summary>How long a pair that nobody touches waits before it looks again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>Word that another record of this half pair's own side has its match key. One that may be created already keeps it.</summary>
    public static PairState Told(PairState state, Input.Candidate rival, Terms terms)
    {
        var own = state[rival.Side];
        if (own.Presence != Presence.Present || state.Halt is not null || state[rival.Side.Other()].Intent is Intent.Create { Sent: true })
            return state with { Scratch = state.Scratch with { Refused = true } };
        return CanLook(state, rival.Side, terms)
            ? Looking(state, rival.Side)
            : GiveUp(state, rival.Side, $"{rival.Side.Name()} record {rival.ExternalId} has the same match key", rival.Now);
    }

    /// <summary>A pair that stands still because of it has reason to look again.</summary>
    public static PairState Touched(PairState state) =>
        state.Halt is { Contested: true } && Own(state) is { } own && !state[own].IsGone ? Looking(state, own) : state;

    /// <summary>The question, once the record itself was read; <see langword="null"/>: there is nothing to ask, or not now.</summary>
    public static Ask? Ask(PairState state, Terms terms, DateTimeOffset now) =>
        state.Scratch.LooksForRivals && Own(state) is { } side && state[side] is { IsGone: false, Unreadable: null, MatchKey: not null } own
            && own.IsReady(now) && CanLook(state, side, terms)
            ? new Ask.Find(side, own.Seen)
            : null;

    /// <summary>The records of the pair's own side that have its key, itself among them.</summary>
    public static PairState Found(PairState state, Input.Found found, Pairing pairing)
    {
        if (found.Failure is not null)
            return Retrying.After(state, found.Side, found.Failure, found.Now);
        state = (state with { Scratch = state.Scratch with { LooksForRivals = false } }).Change(found.Side, side => side with { Retry = null });
        var rivals = found.Records.Select(record => record.ExternalId).Where(id => id != state[found.Side].Id).ToList();
        if (rivals.Count > 0 && pairing.Many != found.Side.Other())
            return GiveUp(state, found.Side, $"more than one {found.Side.Name()} record has this match key: {string.Join(", ", rivals)}", found.Now);
        return state.Halt is { Contested: true }
            ? state with { Halt = null, Scratch = state.Scratch with { LookedUnder = null } }
            : state;
    }

    private static PairState Looking(PairState state, Side side) =>
        state.With(side, state[side] with { ReadOwed = true }) with { Scratch = state.Scratch with { LooksForRivals = true } };

    /// <summary>A find is believed where it misses nothing that was just written.</summary>
    private static bool CanLook(PairState state, Side side, Terms terms) =>
        terms.Capabilities[side] is { Find: true } can && (can.FindLag == TimeSpan.Zero || state.Halt is { Contested: true });

    private static PairState GiveUp(PairState state, Side side, string reason, DateTimeOffset now)
    {
        state = state[side.Other()].Intent is Intent.Create { Sent: false } ? Creating.Withdraw(state, side.Other()) : state;
        return state.Halt is { Contested: true } halt
            ? (state with { Halt = halt with { Reason = reason } }).Dirty()
            : Linking.Ambiguous(state, reason, now, contested: true);
    }

    /// <summary>The side of a half pair's record; <see langword="null"/>: it is none.</summary>
    private static Side? Own(PairState state) => state.IsLinked ? null : state.Sides.Crm.Id is null ? Side.Shop : Side.Crm;
}
