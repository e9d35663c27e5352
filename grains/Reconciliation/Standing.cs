namespace Sync.Reconciliation;

/// <summary>How a pair stands, derived from its state for the row.</summary>
internal static class Standing
{
    public static PairStatus StatusOf(PairState state, Terms terms)
    {
        if (state.Halt is { } halt)
            return halt.Status;
        if (Sides.Both.Any(side => state[side] is { Unreadable: not null, IsGone: false }))
            return PairStatus.Parked;
        if (Sides.Both.Any(side => state[side] is { Intent: Intent.Delete { Granted: false }, Retry: not null }))
            return PairStatus.Paused;
        if (Sides.Both.Any(side => state[side].Retry is not null))
            return PairStatus.Retrying;
        if (Sides.Both.Any(side => state[side].Intent is not null))
            return PairStatus.Pending;
        if (Sides.Both.Any(side => !state[side].InScope))
            return PairStatus.Paused;
        if (!state.HasCounterpart || Awaits(state).Any())
            return PairStatus.Waiting;
        if (Sides.Both.Any(side => state[side].IsGone))
            return PairStatus.Deleted;
        if (!state.Conflicts.IsEmpty)
            return PairStatus.Conflict;
        return Sides.Both.Any(side => state[side].ReadOwed) || HasWork(state, terms.Pairing) ? PairStatus.Pending : PairStatus.InSync;
    }

    /// <summary>A half pair's own key, while its record takes part; a linked pair keeps the CRM's for look-up.</summary>
    public static string? MatchKeyOf(PairState state) =>
        Sides.Both.Where(side => !state[side].IsGone && (state[side].InScope || state.IsLinked)).Select(side => state[side].MatchKey).FirstOrDefault(key => key is not null);

    /// <summary>When the pair must be woken if nothing else does; <see langword="null"/>: nothing is unfinished.</summary>
    public static DateTimeOffset? NextAttempt(PairState state, Terms terms, DateTimeOffset now, TimeSpan guard)
    {
        if (state.Halt is { Status: PairStatus.Unlinked or PairStatus.Ambiguous, Contested: false })
            return null;
        var owed = Sides.Both.Where(side => state[side].Intent is not null || state[side] is { ReadOwed: true, Id: not null }).ToList();
        var retries = Sides.Both.Where(side => state[side].Retry is not null).Select(side => state[side].Retry!.NotBefore).ToList();
        if (state.Halt is { Contested: true })
            return retries.Count > 0 ? retries.Min() : now + Contesting.LookAgain;
        var waits = state.Halt is null && !state.HasCounterpart
            && (state.Scratch.LookAgainAt is not null || (Sides.Both.Any(side => state[side].Id is null && terms.Pairing.CreatesOn(side)) && InScope(state)));
        var works = state.Halt is null && state.IsLinked && Sides.Both.All(side => !state[side].IsGone) && HasWork(state, terms.Pairing);
        var isDeleting = state.Halt is null && state.HasCounterpart && InScope(state) && Sides.Both.Count(side => state[side].IsGone) == 1
            && terms.Pairing.Delete[state.Sides.Crm.IsGone ? Side.Crm : Side.Shop] != DeleteMode.Ignore;
        var asks = Awaits(state).Select(side => state[side].AskedAfter.At).ToList();
        if (owed.Count == 0 && !works && !isDeleting && asks.Count > 0)
            return asks.Min() < now ? now : asks.Min();
        if (owed.Count == 0 && !waits && !works && !isDeleting)
            return null;
        if (state.Scratch.LookAgainAt is { } again)
            return again;
        return retries.Count > 0 ? retries.Min() : now + guard;
    }

    private static IEnumerable<Side> Awaits(PairState state) =>
        Sides.Both.Where(side => state[side] is { Awaits.IsEmpty: false, IsGone: false, InScope: true });

    private static bool InScope(PairState state) => Sides.Both.All(side => state[side].InScope && state[side].Unreadable is null);

    /// <summary>Whether some property still has to be sent or agreed.</summary>
    public static bool HasWork(PairState state, Pairing pairing) =>
        InScope(state) && pairing.Properties.Any(property => Judging.Judge(state, property, pairing) is Verdict.Propagate or Verdict.Combine);
}
