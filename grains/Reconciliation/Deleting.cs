using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>What a deletion on one side does to the other. Only a read answering not-found is a deletion.</summary>
internal static class Deleting
{
    private static readonly TimeSpan BudgetPause = TimeSpan.FromSeconds(10);

    /// <summary>Decides for a record that is there while its counterpart is gone.</summary>
    public static PairState Decide(PairState state, Side gone, Terms terms, DateTimeOffset now)
    {
        var kept = gone.Other();
        if (state[kept].Intent is not null)
            return state;
        if (state[gone].Presence == Presence.Removed)
            return CreateAgain(state, gone, terms, "it came back after it was deleted", now);
        return terms.Pairing.Delete[gone] switch
        {
            DeleteMode.Unlink => Unlink(state, $"{gone.Name()} record {state[gone].Id} was deleted", now),
            DeleteMode.Ignore => state,
            DeleteMode.Propagate or DeleteMode.Archive => Propagate(state, gone, terms, now),
            _ => throw new UnreachableException(),
        };
    }

    public static PairState Granted(PairState state, Input.Granted granted)
    {
        if (state[granted.Side].Intent is not Intent.Delete delete)
            return state;
        return granted.Yes
            ? state.Change(granted.Side, s => s with { Intent = delete with { Granted = true } })
            : state.Change(granted.Side, s => s with
            {
                Retry = new Retry((s.Retry?.Attempt ?? 0) + 1, granted.Now + BudgetPause, "the budget of deletions is used up"),
            });
    }

    public static PairState Answered(PairState state, Input.Written written, Intent.Delete delete)
    {
        var (name, now) = (written.Side, written.Now);
        return written.Outcome switch
        {
            WriteOutcome.Succeeded => Answering.Missed(state.Change(name, s => s with { Intent = delete with { Doubtful = true } }), name, now),
            // Whether somebody edited or deleted it, what it shows now tells.
            WriteOutcome.NotFound or WriteOutcome.VersionMismatch => Answering.Missed(state, name, now),
            WriteOutcome.AlreadyExists or WriteOutcome.Rejected => Refused(state, name, written.Outcome, now),
            WriteOutcome.Retryable retryable => Retrying.After(state, name, retryable.Failure, now),
            WriteOutcome.Unknown unknown => Retrying.After(
                state.With(name, state[name] with { Intent = delete with { Doubtful = true } }), name, unknown.Failure, now),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Our deletion is told once it can be seen, with the record as it was last.</summary>
    public static PairState Told(PairState state, Side name, DateTimeOffset now) => state.Note(
        new Activity(now, ActivityKind.Deleted, name, null, $"{name.Name()} {state[name].Id}", null)
        {
            From = ValueJson.RecordText(state[name].Seen), By = state.Retired?.By,
        });

    public static PairState Archived(PairState state, Input.Written written, Intent.Archive archive)
    {
        var (name, now) = (written.Side, written.Now);
        return written.Outcome switch
        {
            WriteOutcome.Succeeded when written.Stored is not null => Archived(state, name, now),
            WriteOutcome.Succeeded => Answering.Missed(state.Change(name, s => s with { Intent = archive with { IsTaken = true } }), name, now),
            WriteOutcome.NotFound or WriteOutcome.VersionMismatch => Answering.Missed(state, name, now),
            WriteOutcome.AlreadyExists or WriteOutcome.Rejected => Refused(state, name, written.Outcome, now),
            WriteOutcome.Retryable retryable => Retrying.After(state, name, retryable.Failure, now),
            WriteOutcome.Unknown unknown => Retrying.After(
                state.With(name, state[name] with { Intent = archive with { Doubtful = true } }), name, unknown.Failure, now),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Whether a pair that is a barrier already has its other record archived as well.</summary>
    public static bool IsArchiving(PairState state) => state.Retired is not null && state.Sides.Any(side => side.Intent is Intent.Archive);

    /// <summary>It is archived, and left alone from now on, but that the other may still be to be archived as well.</summary>
    public static PairState Archived(PairState state, Side name, DateTimeOffset now)
    {
        var (own, other) = ($"{name.Name()} {state[name].Id} archived", state[name.Other()]);
        var barred = Unlink(
            state.Change(name, s => s with { Intent = null, Retry = null }),
            other is { IsGone: true, Id: { } gone } ? $"{name.Other().Name()} record {gone} was deleted, and {own}" : own, now);
        return other.Intent is Intent.Archive ? barred with { Retired = state.Retired } : barred;
    }

    /// <summary>A record thought gone was read: it is a new generation of the pair, and what its deletion met is over.</summary>
    public static PairState Undeleted(PairState state, Side name, DateTimeOffset now) =>
        (Unparked(state) with { Generation = state.Generation + 1, Retired = null })
            .Change(name.Other(), s => (s.Intent is Intent.Archive ? s with { Intent = null, Retry = null } : Unsent(s)) with { Resisted = false })
            .Note(new Activity(now, ActivityKind.Undeleted, name, null, $"{name.Name()} {state[name].Id} is back", null));

    public static PairState Unlink(PairState state, string reason, DateTimeOffset now, string? by = null) =>
        (state with { Halt = new Halt(PairStatus.Unlinked, reason), Retired = null })
            .Note(new Activity(now, ActivityKind.Unlinked, null, null, reason, null) { By = by });

    /// <summary>Half a pair, a generation later: what was agreed was agreed with the record that is not its counterpart any more.</summary>
    public static PairState Halve(PairState state, Side without)
    {
        var fresh = state with { Generation = state.Generation + 1, Base = CanonicalRecord.Nothing, Conflicts = state.Conflicts.Clear() };
        return fresh.With(without, SideState.Unknown with { Mismatches = state[without].Mismatches }).Change(without.Other(), s => s with
        {
            Intent = null, Normalised = CanonicalRecord.Nothing, Doubted = CanonicalRecord.Nothing, EditedAt = s.EditedAt.Clear(), Resisted = false,
        });
    }

    /// <summary>A pair merged into another, or taken back: what is left of it goes, unless somebody edited it since.</summary>
    public static PairState Retire(PairState state, Terms terms, DateTimeOffset now)
    {
        if (state is not { Retired: { } retired, Halt: null })
            return state;
        var edited = Sides.Both.Where(side => state[side] is { Resisted: true, IsGone: false }).ToList();
        if (edited.Count > 0)
        {
            state = state with { Sides = state.Sides.Select(Unsent) };
            return retired.Into is { } into
                ? Halted(state, edited[0], $"edited on {edited[0].Name()} after it was merged into {into}", now)
                : TakingBack.GiveUp(state, edited[0], now);
        }
        return Sides.Both.Where(side => IsThere(state[side]) && state[side].Intent is null && !IsArchivedLater(state, side, terms.Pairing))
            .Aggregate(state, (retiring, side) => retiring.Change(side, s => s with
            {
                Intent = IsArchivedOn(side, terms.Pairing) ? new Intent.Archive(s.Version) : new Intent.Delete(s.Version, Granted: false),
                Ahead = true,
            }));
    }

    /// <summary>Whether records of a side are archived where others are deleted.</summary>
    public static bool IsArchivedOn(Side side, Pairing pairing) => pairing.Delete[side.Other()] == DeleteMode.Archive;

    /// <summary>An archived record ends its pair as a barrier, so that what is deleted goes first.</summary>
    private static bool IsArchivedLater(PairState state, Side side, Pairing pairing) =>
        IsArchivedOn(side, pairing) && IsThere(state[side.Other()]) && !IsArchivedOn(side.Other(), pairing);

    /// <summary>That a record is gone, or back, is a reason to try again, as an edit is.</summary>
    public static PairState Unparked(PairState state) => state.Halt is { Status: PairStatus.Parked } ? state with { Halt = null } : state;

    /// <summary>A deletion that was not granted yet, or was refused for now, is dropped, and so is the wait for it.</summary>
    private static SideState Unsent(SideState side) =>
        side.Intent is Intent.Delete { Granted: false } or Intent.Delete { Doubtful: false } ? side with { Intent = null, Retry = null } : side;

    private static bool IsThere(SideState side) => side is { Id: not null, IsGone: false };

    private static PairState Propagate(PairState state, Side gone, Terms terms, DateTimeOffset now)
    {
        var kept = gone.Other();
        var wasEdited = state[kept].Resisted || Merging.HasUnsentEdits(state, kept, terms.Pairing);
        if (wasEdited && terms.Pairing.AgainstEdit == AgainstEdit.DeleteWins)
            state = state.Note(new Activity(now, ActivityKind.Decided, gone, null, $"delete-wins: {gone.Name()} record {state[gone].Id} was deleted, and {kept.Name()} {state[kept].Id} edited", null));
        return (wasEdited, terms.Pairing.AgainstEdit) switch
        {
            (true, AgainstEdit.EditWins) => CreateAgain(state, gone, terms, "it was edited when its counterpart was deleted", now),
            (true, AgainstEdit.Manual) => Halted(state, gone, $"deleted on {gone.Name()} and edited on {kept.Name()}", now),
            (true, AgainstEdit.DeleteWins) or (false, _) when IsArchivedOn(kept, terms.Pairing) => state.Change(
                kept, s => s with { Intent = new Intent.Archive(s.Version), Ahead = true, Resisted = false }),
            (true, AgainstEdit.DeleteWins) or (false, _) => state.Change(
                kept, s => s with { Intent = new Intent.Delete(s.Version, Granted: false), Ahead = true, Resisted = false }),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The pair becomes half a pair again, a generation later; a side where nothing is created ends it as a barrier.</summary>
    private static PairState CreateAgain(PairState state, Side gone, Terms terms, string why, DateTimeOffset now)
    {
        if (!terms.Pairing.CreatesOn(gone))
            return Unlink(state, $"{gone.Name()} record {state[gone].Id} was deleted and {gone.Name()} records are not created", now);
        var half = Answering.Missed(Halve(state, gone), gone, now).Change(gone, side => side with { ReadOwed = false });
        return half.Note(new Activity(now, ActivityKind.Decided, gone.Other(), null, $"created again on {gone.Name()}: {why}", null));
    }

    private static PairState Halted(PairState state, Side side, string reason, DateTimeOffset now) =>
        (state with { Halt = new Halt(PairStatus.Parked, reason) }).Note(new Activity(now, ActivityKind.Conflict, side, null, reason, null));

    private static PairState Refused(PairState state, Side name, WriteOutcome outcome, DateTimeOffset now)
    {
        var reason = outcome is WriteOutcome.Rejected rejected ? rejected.Reason : ((WriteOutcome.AlreadyExists)outcome).Reason;
        return ((state with { Sides = state.Sides.Select(Unsent) }).Change(name, s => s with { Intent = null, Retry = null }) with { Halt = new Halt(PairStatus.Parked, reason) })
            .Note(new Activity(now, ActivityKind.Parked, name, null, reason, null));
    }
}
