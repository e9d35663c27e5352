namespace Sync.Reconciliation;

/// <summary>What a person may tell a pair, and what a pair does about it; deciding a conflict stands in <see cref="Merging"/>, links in <see cref="ByHand"/>.</summary>
public static class Instructing
{
    /// <summary>Why an input cannot be taken now; <see langword="null"/>: it can, as every input can that is no person's.</summary>
    public static Instructed? Check(PairState state, Input input, Terms terms) => input switch
    {
        Input.Resolve resolve => Check(state, resolve),
        Input.Undo undo => Undoing.Check(state, undo, terms.Pairing),
        Input.TakeBack => TakingBack.Check(state, terms.Pairing),
        Input.Replay when !IsHalted(state) => new Instructed.NotHalted(Standing.StatusOf(state, terms)),
        _ => ByHand.Refusal(state, input, terms) is { } reason ? new Instructed.NotNow(reason) : null,
    };

    /// <summary>A choice counts only among the values that each side has now, as far as the pair knows.</summary>
    internal static Instructed? Check(PairState state, Input.Resolve resolve)
    {
        if (!state.Conflicts.ContainsKey(resolve.Property))
            return new Instructed.NoConflict($"no conflict waits on {resolve.Property}");
        var now = state.Sides.Select(side => side.Seen[resolve.Property] is { } value ? ValueJson.Text(value) : null);
        return (now.Crm, now.Shop) == (resolve.SeenCrm, resolve.SeenShop) ? null : new Instructed.Moved(now.Crm, now.Shop);
    }

    /// <summary>What stood still is forgotten, and both records are read as if for the first time.</summary>
    internal static PairState Replay(PairState state, Input.Replay replay)
    {
        if (!IsHalted(state))
            return state;
        var replayed = Refresh(state with { Halt = null, Sides = state.Sides.Select(side => side with { Retry = null }) });
        return (replayed with { Scratch = replayed.Scratch with { LookedUnder = null } })
            .Note(new Activity(replay.Now, ActivityKind.Replayed, null, null, $"replayed by {replay.By}", null) { By = replay.By });
    }

    /// <summary>Both records are read, wherever their feeds stand.</summary>
    internal static PairState Refresh(PairState state) =>
        Contesting.Touched(state with { Sides = state.Sides.Select(side => side.Id is null ? side : side with { ReadOwed = true }) });

    /// <summary>Whether it waits for a person as a whole: parked, ambiguous, or with a record that cannot be mapped.</summary>
    private static bool IsHalted(PairState state) => state.Halt is { Status: PairStatus.Parked or PairStatus.Ambiguous }
        || (state.Halt is null && Sides.Both.Any(side => state[side] is { Unreadable: not null, IsGone: false }));
}
