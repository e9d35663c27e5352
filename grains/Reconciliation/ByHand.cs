namespace Sync.Reconciliation;

/// <summary>
/// Links as people make, end and move them. Nothing is done while a write that may have been sent is unanswered, except to stand
/// still; what was agreed with a record that is let go is forgotten, and a new one is agreed with as any record is.
/// </summary>
internal static class ByHand
{
    /// <summary>Why it cannot be done as things stand; <see langword="null"/>: it can.</summary>
    public static string? Refusal(PairState state, Input input, Terms terms) => input switch
    {
        Input.Unlink => WhyNotUnlinked(state),
        Input.Link link => WhyNotLinked(state, link),
        Input.Lift => !IsBarred(state) ? "it is not unlinked" : state.Retired is not null ? UnderWay(state) : null,
        Input.Split split => WhyNotSplit(state, split, terms.Pairing),
        Input.Merge merge => WhyNotMerged(state, merge, terms.Pairing),
        _ => null,
    };

    /// <summary>
    /// A person has the records left alone; the row stays as a barrier. Writes that are not answered may still be done, so that they
    /// stay in the row: what they put there is ours, and no edit, should the barrier be lifted. Of a create that only a person can tell of
    /// it is said by this that it made nothing.
    /// </summary>
    public static PairState Unlink(PairState state, Input.Unlink unlink) => Deleting.Unlink(
        state with { Sides = state.Sides.Select(side => side with { Intent = MayBeSent(side.Intent) && !IsAsked(state) ? side.Intent : null, Retry = null }) },
        $"unlinked by {unlink.By}", unlink.Now, unlink.By);

    /// <summary>A record becomes the counterpart once both were read; one that no longer is the counterpart is let go in the same commit.</summary>
    public static PairState Link(PairState state, Input.Link link) => state with
    {
        Scratch = state.Scratch with
        {
            Taking = new Taking(link.Side, link.ExternalId, link.Holder?.Row, OwnRead: false, Offered: false)
            {
                Hand = new Hand(link.By, link.Preview, link.Releases),
            },
        },
    };

    /// <summary>The barrier goes once both records were read and are there. What was agreed before it still is.</summary>
    public static PairState Lift(PairState state, Input.Lift lift)
    {
        var read = Instructing.Refresh(state with { Sides = state.Sides.Select(side => side with { Retry = null }) });
        return read with { Scratch = read.Scratch with { Lifting = new Hand(lift.By, lift.Preview, null) } };
    }

    /// <summary>One of the two records gets a pair of its own, and this one is half a pair: each may get a new counterpart.</summary>
    public static PairState Split(PairState state, Input.Split split, Terms terms)
    {
        var (leaves, stays) = (split.Leaves, split.Leaves.Other());
        var isShared = terms.Pairing.Many == leaves;
        var what = state[leaves].IsGone || isShared
            ? $"{leaves.Name()} {state[leaves].Id} let go of by {split.By}"
            : $"{leaves.Name()} {state[leaves].Id} is pair {split.Into} now, split by {split.By}";
        var parted = LetGo(state, leaves, isShared ? null : split.Into, null, $"split from {state.Id} by {split.By}", split.By, split.Now);
        var half = (parted with { Halt = null }).Change(stays, side => side with { ReadOwed = true })
            .Note(new Activity(split.Now, ActivityKind.Split, leaves, null, what, null) { By = split.By });
        var creates = Sides.Both.Where(side => terms.Pairing.CreatesOn(side) && (side == leaves || (!isShared && !state[leaves].IsGone)))
            .Select(side => new Foreseen(side, ForeseenAct.Create, null, null, null, "split"));
        return Done(state, half, [.. creates], split.Preview);
    }

    /// <summary>Both records were the other pair's all along: what is left of them goes, and nothing is made in its place.</summary>
    public static PairState Merge(PairState state, Input.Merge merge, Terms terms)
    {
        var into = merge.Into!.Row;
        var what = string.Join(" and ", Sides.Both.Where(side => IsThere(state[side])).Select(side => $"{side.Name()} {state[side].Id}"));
        var merged = (state with { Halt = null, Retired = new Retirement(merge.By, into.Pair) })
            .Change(Side.Crm, Unasked).Change(Side.Shop, Unasked)
            .Note(new Activity(merge.Now, ActivityKind.Merged, null, null, $"{what} merged into {into.Pair} by {merge.By}", null) { By = merge.By });
        var goes = Sides.Both.Where(side => IsThere(state[side])).Select(side => Deleting.IsArchivedOn(side, terms.Pairing)
            ? new Foreseen(side, ForeseenAct.Archive, null, null, null, "merged")
            : new Foreseen(side, ForeseenAct.Delete, null, null, null, "merged"));
        merged = merged with { Scratch = merged.Scratch with { Witness = new WitnessRow(into.Pair, into.RowVersion), CommitsFirst = true } };
        return Done(state, merged, [.. goes], merge.Preview);
    }

    /// <summary>The pair's own record, read for a person: there must be something to link.</summary>
    public static PairState OwnRead(PairState state, Input.Read read) => Told(
        state, WhyUnusable(read.Side, read.Answer) ?? $"{read.Side.Name()} record {state[read.Side].Id} is outside the pairing's where");

    /// <summary>The record that a person named was read.</summary>
    public static PairState Taken(PairState state, Input.CandidateRead read, Taking taking, Terms terms)
    {
        if (WhyUnusable(read.Side, read.Answer) is { } reason)
            return Told(state, reason);
        var (hand, found) = (taking.Hand!, (SideAnswer.Found)read.Answer);
        var former = state[read.Side];
        var half = former.Id is null
            ? (state with { Retired = null }).Change(read.Side.Other(), Unasked)
            : LetGo(
                state, read.Side, terms.Pairing.Many == read.Side ? null : hand.Releases!.Value, new Halt(PairStatus.Unlinked, $"let go by {state.Id}, which {hand.By} linked with {found.ExternalId}"),
                $"let go by {state.Id}, by {hand.By}", hand.By, read.Now)
                .Note(new Activity(read.Now, ActivityKind.Unlinked, read.Side, null, $"{read.Side.Name()} {former.Id} let go by {hand.By}", null) { By = hand.By });
        var linked = Linking.Link(half, read.Side, found, taking.Holder, read.Now, hand.By);
        return Done(state, linked, Foreseeing.Of(linked, terms), hand.Preview);
    }

    /// <summary>One of the barred records was read, maybe the last.</summary>
    public static PairState LiftRead(PairState state, Input.Read read, Terms terms)
    {
        var hand = state.Scratch.Lifting!;
        if (WhyUnusable(read.Side, read.Answer) is { } reason)
            return Told(state with { Scratch = state.Scratch with { Lifting = null } }, reason);
        if (Sides.Both.Any(side => state[side] is { ReadOwed: true, Id: not null }))
            return state;
        state = state with { Scratch = state.Scratch with { Lifting = null } };
        // What was made and deleted before its id was known is no counterpart: the other is half a pair.
        var whole = Sides.Both.Where(side => state[side] is { IsGone: true, Id: null }).Aggregate(state, Deleting.Halve);
        var lifted = (whole with { Halt = null, Retired = null, Sides = whole.Sides.Select(side => side with { Intent = side.Intent as Intent.Update, Resisted = false }) })
            .Note(new Activity(read.Now, ActivityKind.Linked, null, null, $"{Named(state)} no longer kept apart, by {hand.By}", null) { By = hand.By });
        return Done(state, lifted, Foreseeing.Of(lifted, terms), hand.Preview);
    }

    /// <summary>The store would not have it: somebody took the record meanwhile.</summary>
    public static PairState Told(PairState state, string reason) =>
        state with { Scratch = state.Scratch with { Told = new Instructed.NotNow(reason) } };

    private static PairState Done(PairState before, PairState after, Foreseen[] follows, bool isPreview) => isPreview
        ? before with { Scratch = before.Scratch with { Told = new Instructed.Previewed(follows) } }
        : after with { Scratch = after.Scratch with { Foreseen = follows } };

    /// <summary>
    /// The pair is half a pair, a generation later; the record it had, if it is there, is a row of its own in the same commit. One that
    /// other pairs may hold (<paramref name="into"/> is null) is theirs, or unknown from now on if there are none.
    /// </summary>
    private static PairState LetGo(PairState state, Side side, PairId? into, Halt? halt, string why, string by, DateTimeOffset now)
    {
        var record = state[side];
        var released = record.IsGone || into is null ? null : (PairState.Half(into.Value, side, record.Id!, null) with { Halt = halt, Revision = state.Revision })
            .Change(side, own => own with { ReadOwed = true, Ahead = true })
            .Note(new Activity(now, halt is null ? ActivityKind.Split : ActivityKind.Unlinked, side, null, why, null) { By = by });
        var half = Deleting.Halve(state, side) with { Retired = null, Provenance = state.Provenance.Clear() };
        return half with { Scratch = half.Scratch with { Release = released, LookedUnder = null, LookAgainAt = null, Waits = 0, CommitsFirst = true } };
    }

    private static SideState Unasked(SideState side) => side with { Intent = null, Retry = null, Resisted = false };

    private static bool IsBarred(PairState state) => state.Halt is { Status: PairStatus.Unlinked } || state.Retired is not null;

    private static bool IsThere(SideState side) => side is { Id: not null, IsGone: false };

    private static string? WhyNotUnlinked(PairState state) =>
        state.Halt is { Status: PairStatus.Unlinked } ? "it is unlinked already"
        : !IsAsked(state) && Sides.Both.Any(side => state[side].Intent is Intent.Create { Sent: true }) ? UnderWay(state)
        : null;

    private static string? WhyNotLinked(PairState state, Input.Link link)
    {
        var (former, own) = (state[link.Side], state[link.Side.Other()]);
        if (!IsThere(own))
            return $"there is no {link.Side.Other().Name()} record to link";
        if (former.Id == link.ExternalId)
            return "the two are of one pair already";
        if ((former.Id is not null) != link.Releases is not null)
            return former.Id is null ? "it has no such record yet" : $"it is linked with {link.Side.Name()} {former.Id}";
        return link.Holder switch
        {
            { IsHalf: false } whole => $"{link.Side.Name()} record {link.ExternalId} belongs to pair {whole.Row.Pair} ({whole.Status.Name()})",
            { CreateWasSent: true } or { IsDeleting: true } => $"pair {link.Holder.Row.Pair}, which holds it, is not done with it",
            _ => IsAsked(state) ? null : UnderWay(state),
        };
    }

    private static string? WhyNotSplit(PairState state, Input.Split split, Pairing pairing)
    {
        var (leaves, stays) = (state[split.Leaves], state[split.Leaves.Other()]);
        if (leaves.Id is null || !IsThere(stays))
            return $"there are not two records to split, or {split.Leaves.Other().Name()}'s is gone";
        if (pairing.Many == split.Leaves.Other())
            return $"its {split.Leaves.Other().Name()} record may be in other pairs too; it is that one that leaves";
        return !leaves.IsGone && !pairing.Match.IsEmpty && leaves.MatchKey is { } key && key == stays.MatchKey
            ? $"both records have the match key {key} and would be linked again; unlink them, or give one another key first"
            : UnderWay(state);
    }

    private static string? WhyNotMerged(PairState state, Input.Merge merge, Pairing pairing) => merge.Into switch
    {
        _ when pairing.Many is { } many => $"its {many.Name()} record may be in other pairs too; link it with another one instead",
        null => "there is no such pair to merge into",
        var into when into.Row.Pair == state.Id => "a pair is not merged into itself",
        { IsHalf: true } or { IsDeleting: true } or { Status: PairStatus.Unlinked or PairStatus.Ambiguous or PairStatus.Deleted } =>
            $"pair {merge.Into.Row.Pair} is not linked ({merge.Into.Status.Name()})",
        _ when Sides.Both.Any(side => IsThere(state[side]) && state[side] is { Digest: null, Unreadable: null }) => "its record was not read yet",
        _ => Sides.Both.Any(side => IsThere(state[side])) ? UnderWay(state) : "nothing is left of it",
    };

    /// <summary>Whether only a person can say what a create made, or that it made nothing.</summary>
    private static bool IsAsked(PairState state) => state.Halt is { Status: PairStatus.Ambiguous } && Sides.Both.Any(side => state[side].Intent is Intent.Create);

    /// <summary>A write that may have been sent and is not answered.</summary>
    private static string? UnderWay(PairState state) => Sides.Both
        .Where(side => MayBeSent(state[side].Intent))
        .Select(side => $"a write to {side.Name()} is not answered yet").FirstOrDefault();

    private static bool MayBeSent(Intent? intent) =>
        intent is Intent.Update or Intent.Archive or Intent.Create { Sent: true } or Intent.Delete { Granted: true };

    private static string? WhyUnusable(Side side, SideAnswer answer) => answer switch
    {
        SideAnswer.Found { Mapped: Mapped.Good { InScope: true } } => null,
        SideAnswer.Found { Mapped: Mapped.Bad bad } found => $"{side.Name()} record {found.ExternalId} cannot be mapped: {bad.Reason}",
        SideAnswer.Found found => $"{side.Name()} record {found.ExternalId} is outside the pairing's where",
        SideAnswer.NotFound => $"there is no such {side.Name()} record, or no longer",
        SideAnswer.Failed failed => $"{side.Name()} did not show it: {failed.Failure.Reason}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Named(PairState state) =>
        string.Join(" and ", Sides.Both.Where(side => state[side].Id is not null).Select(side => $"{side.Name()} {state[side].Id}"));
}
