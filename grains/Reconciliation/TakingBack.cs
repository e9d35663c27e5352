namespace Sync.Reconciliation;

/// <summary>
/// A person takes back that a pair's records were created. Both are read first, and what there is of them goes only if it is as it was
/// last seen; then it is deleted as records of a pair merged away are. Whether they were created when the person thinks, and whether
/// somebody edited them since, is read out of the story before (<see cref="Recalling"/>).
/// </summary>
internal static class TakingBack
{
    /// <summary>Why it cannot be done now; <see langword="null"/>: it can, as far as the records are known.</summary>
    public static Instructed? Check(PairState state, Pairing pairing)
    {
        if (pairing.Many is { } many && state.IsLinked)
            return new Instructed.CannotUndo($"its {many.Name()} record may be in other pairs too, and does not go with this one");
        if (state.Halt is { Status: PairStatus.Unlinked or PairStatus.Ambiguous } halt)
            return new Instructed.CannotUndo($"the pair is {halt.Status.Name()}: {halt.Reason}");
        if (state.Retired is not null)
            return new Instructed.Busy("its records are being deleted already");
        if (Sides.Both.Where(side => state[side].IsGone).Select(side => (Side?)side).FirstOrDefault() is { } gone)
            return new Instructed.CannotUndo($"there is no {gone.Name()} record any more");
        return Sides.Both.Any(side => state[side].Intent is not (null or Intent.Create { Sent: false }))
            ? new Instructed.Busy("a write is not answered yet")
            : null;
    }

    public static PairState Begin(PairState state, Input.TakeBack said)
    {
        var read = state with { Sides = state.Sides.Select(side => side.Id is null ? side : side with { ReadOwed = true, Retry = null }) };
        return read with { Scratch = read.Scratch with { TakingBack = new TakenBack(said, state.Sides) } };
    }

    /// <summary>One of the records was read, maybe the last.</summary>
    public static PairState Read(PairState state, Input.Read read, Terms terms)
    {
        var (said, seen) = state.Scratch.TakingBack!;
        if (WhyKept(read, seen[read.Side], said.ChangedAt[read.Side]) is { } told)
            return state with { Scratch = state.Scratch with { TakingBack = null, Told = told } };
        if (Sides.Both.Any(side => state[side] is { ReadOwed: true, Id: not null }))
            return state;
        var what = string.Join(" and ", Sides.Both.Where(side => state[side].Id is not null)
            .Select(side => $"{side.Name()} {state[side].Id} is {(Deleting.IsArchivedOn(side, terms.Pairing) ? "archived" : "deleted")}"));
        return (state with
        {
            Halt = null,
            Retired = new Retirement(said.By, null),
            Sides = state.Sides.Select(side => side with { Intent = null, Retry = null, Resisted = false }),
            Scratch = state.Scratch with { TakingBack = null },
        }).Note(new Activity(read.Now, ActivityKind.Undone, null, null, $"{said.By} undid {said.What}: {what}", null) { Rule = "undo", By = said.By });
    }

    /// <summary>Somebody edited a record before it was deleted: it stays, and what was deleted of the other is made again.</summary>
    public static PairState GiveUp(PairState state, Side edited, DateTimeOffset now) =>
        (state with { Retired = null, Sides = state.Sides.Select(side => side with { Resisted = false }) }).Note(new Activity(
            now, ActivityKind.Decided, edited, null, $"kept: {edited.Name()} {state[edited].Id} was changed when its creation was undone", null));

    private static Instructed? WhyKept(Input.Read read, SideState seen, DateTimeOffset? changedAt) => read.Answer switch
    {
        SideAnswer.Failed failed => new Instructed.NotNow($"{read.Side.Name()} did not show its record: {failed.Failure.Reason}"),
        SideAnswer.NotFound => new Instructed.CannotUndo($"there is no {read.Side.Name()} record any more"),
        SideAnswer.Found found when found.Version != seen.Version || (found.Mapped as Mapped.Good)?.Digest != seen.Digest =>
            new Instructed.NotNow($"the {read.Side.Name()} record is being changed"),
        // Stored to the millisecond.
        SideAnswer.Found { ModifiedAt: { } at } when at - changedAt >= TimeSpan.FromMilliseconds(1) => new Instructed.CannotUndo(
            $"the {read.Side.Name()} record was changed since, at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}, in something that is not synchronised"),
        SideAnswer.Found => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
