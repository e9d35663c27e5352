namespace Sync.Reconciliation;

/// <summary>How a pair stands, derived from its state for the row.</summary>
internal static class Standing
{
    public static PairStatus StatusOf(PairState state, Terms terms)
    {
        if (state.Halt is { } halt)
            return halt.Status;
        if (state.Sides.Any(side => side is { Unreadable: not null, IsGone: false }))
            return PairStatus.Parked;
        if (state.Sides.Any(side => side is { Intent: Intent.Delete { Granted: false }, Retry: not null }))
            return PairStatus.Paused;
        if (state.Sides.Any(side => side.Retry is not null))
            return PairStatus.Retrying;
        if (state.Sides.Any(side => side.Intent is not null))
            return PairStatus.Pending;
        if (state.Sides.Any(side => !side.InScope))
            return PairStatus.Paused;
        // A reference may be awaited for ever: that hides no conflict from the person who is to decide it.
        if (!state.HasCounterpart || (state.Conflicts.IsEmpty && state.Sides.Any(side => AsksAt(side) is not null)))
            return PairStatus.Waiting;
        if (state.Sides.Any(side => side.IsGone))
            return PairStatus.Deleted;
        if (!state.Conflicts.IsEmpty)
            return PairStatus.Conflict;
        return state.Sides.Any(side => side.ReadOwed) || HasWork(state, terms.Pairing) ? PairStatus.Pending : PairStatus.InSync;
    }

    /// <summary>
    /// A half pair's own key, while its record takes part, or the one it may have been created under; a linked pair keeps the CRM's for
    /// look-up, or that of the record that others may be linked with as well.
    /// </summary>
    public static string? MatchKeyOf(PairState state, Pairing pairing) => pairing.Many is { } many && state.IsLinked
        ? state[many] is { IsGone: false, InScope: true } && state.Halt is not { Status: PairStatus.Unlinked } ? state[many].MatchKey : null
        : Sides.Both.Select(side => (state[side].Intent as Intent.Create)?.Key).FirstOrDefault(sent => sent is not null)
        ?? Sides.Both.Where(side => !state[side].IsGone && (state[side].InScope || state.IsLinked)).Select(side => state[side].MatchKey).FirstOrDefault(key => key is not null);

    /// <summary>When the pair must be woken if nothing else does; <see langword="null"/>: nothing is unfinished.</summary>
    public static DateTimeOffset? NextAttempt(PairState state, Terms terms, DateTimeOffset now, TimeSpan guard)
    {
        var retry = Sooner(state.Sides.Crm.Retry?.NotBefore, state.Sides.Shop.Retry?.NotBefore);
        if (state.Halt is { Status: PairStatus.Unlinked } && Deleting.IsArchiving(state))
            return retry ?? now + guard;
        if (state.Halt is { Status: PairStatus.Unlinked or PairStatus.Ambiguous } && state.Sides.Any(side => side is { ReadOwed: true, Id: not null }))
            return retry ?? now + guard;
        if (state.Halt is { Status: PairStatus.Unlinked or PairStatus.Ambiguous, Contested: false })
            return null;
        if (state.Halt is { Contested: true })
            return retry ?? now + Contesting.LookAgain;
        var owes = state.Sides.Any(side => Planning.GoesOn(side) || side is { ReadOwed: true, Id: not null });
        var waits = state is { Halt: null, HasCounterpart: false, Retired: null }
            && InScope(state) && (state.Scratch.LookAgainAt is not null || Sharing.IsSeeking(state, terms.Pairing) || Sides.Both.Any(side => state[side].Id is null && terms.Pairing.CreatesOn(side)));
        var works = state.Halt is null && state.IsLinked && !state.Sides.Any(side => side.IsGone) && HasWork(state, terms.Pairing);
        var isDeleting = state.Halt is null && state.HasCounterpart && InScope(state) && Sides.Both.Count(side => state[side].IsGone) == 1
            && terms.Pairing.Delete[state.Sides.Crm.IsGone ? Side.Crm : Side.Shop] != DeleteMode.Ignore;
        if (!owes && !works && !isDeleting && Sooner(AsksAt(state.Sides.Crm), AsksAt(state.Sides.Shop)) is { } asks)
            return asks < now ? now : asks;
        if (!owes && !waits && !works && !isDeleting)
            return state.Halt is null && InScope(state) && Sharing.IsLacking(state, terms.Pairing) ? now + Contesting.LookAgain : null;
        if (waits && state.Scratch.LookAgainAt is { } again)
            return again;
        return retry ?? now + guard;
    }

    /// <summary>When a side's record is read again for a reference that it awaits; <see langword="null"/>: it awaits none.</summary>
    private static DateTimeOffset? AsksAt(SideState side) =>
        side is { Awaits.IsEmpty: false, IsGone: false, InScope: true } ? side.AskedAfter.At : null;

    private static DateTimeOffset? Sooner(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    private static bool InScope(PairState state) => state.Sides.All(side => side.InScope && side.Unreadable is null);

    /// <summary>Whether some property still has to be sent or agreed.</summary>
    public static bool HasWork(PairState state, Pairing pairing) =>
        InScope(state) && !Merging.IsAtRest(state) && pairing.Properties.Any(property => Judging.Judge(state, property, pairing) is Verdict.Propagate or Verdict.Combine);
}
