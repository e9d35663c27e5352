namespace Sync.Reconciliation;

/// <summary>
/// Reads out of a pair's story whether its records were created in a range, so that they can be taken back: the one that somebody
/// made, and the copy that was made of it. What may be older is never taken for created: it was first seen in the range, by an event
/// and not by a first scan, and its own side says that it was not changed before the range.
/// </summary>
internal static class Recalling
{
    /// <summary>What taking the records back comes to; <see langword="null"/>: none was created in the range.</summary>
    /// <param name="state">The pair as it is now.</param>
    /// <param name="pairing">Its rule.</param>
    /// <param name="story">What happened to it, newest first, with what did not reach the other side.</param>
    /// <param name="range">The range.</param>
    /// <param name="setting">What is known beside the story.</param>
    public static Retraced? Of(PairState state, Pairing pairing, IReadOnlyList<RecordedActivity> story, UndoRange range, Setting setting)
    {
        if (Creation(state, story, range, setting) is not { } created)
            return null;
        var source = created.Activity.Side!.Value.Other();
        var item = new Retraced(null, created, RetraceOutcome.Refused, "")
        {
            ChangedAt = ChangedAt(state, story, created),
            Newest = story.Select(told => told.Activity).Where(told => Retracing.ChangesValue(told) && range.Takes(told)).Select(told => told.At).Append(created.Activity.At).Max(),
        };
        if (state.Retired is { Into: null })
            return item with { Outcome = RetraceOutcome.SoAlready, Reason = "its records are being deleted already" };
        var reason = range.Created
            ? WhyOlder(state, pairing, source, state.IsLinked ? created.Activity.EditedAt : item.ChangedAt[source], range, setting)
                ?? WhyNow(state, pairing) ?? setting.Needed
            : $"{Named(state)} came in that time; --created has {(state.IsLinked ? "both" : "it")} deleted";
        if (reason is not null)
            return item with { Reason = reason };
        return Since(state, pairing, story, created, range) is { } since
            ? item with { Outcome = RetraceOutcome.Overtaken, Reason = since }
            : item with { Outcome = RetraceOutcome.TakeBack, Reason = $"{Named(state)}: deleted" };
    }

    /// <summary>The copy that was made; of a record that has none yet, that it came.</summary>
    private static RecordedActivity? Creation(PairState state, IReadOnlyList<RecordedActivity> story, UndoRange range, Setting setting)
    {
        if (state.IsLinked)
            return story.FirstOrDefault(told => told.Activity.Kind == ActivityKind.Created && (range.Takes(told.Activity) || IsOf(told.Activity)));
        if (state.HasCounterpart || setting.LiveSince is not { } live || state.Id.MadeAt is not { } at || at < live)
            return null;
        var own = state.Sides.Crm.Id is null ? Side.Shop : Side.Crm;
        var came = new Activity(at, ActivityKind.Created, own.Other(), null, $"{own.Name()} {state[own].Id} came, and has no counterpart", null);
        return range.Takes(came) && state.Generation == 1 ? new RecordedActivity(Retracing.Untold, state.Id, came) : null;

        // The copy may have been made long after the record came, such as when its side was away.
        bool IsOf(Activity copied) => state.Id.MadeAt is { } seen && range.Takes(copied with { At = seen });
    }

    private static string? WhyOlder(PairState state, Pairing pairing, Side source, DateTimeOffset? changedAt, UndoRange range, Setting setting)
    {
        var record = $"{source.Name()} {state[source].Id}";
        if (state.Generation > 1)
            return $"{record} was there before: its counterpart is not its first";
        if (state.Id.MadeAt is not { } at || at < range.Since)
            return $"{record} was there before";
        if (setting.LiveSince is not { } live)
            return $"when the first scans were done is not known, so that {record} may be older";
        if (at < live)
            return $"{record} was found by the first scan, and may be older";
        if (!pairing.Where[source].IsEmpty)
            return $"{record} may have come into the pairing's where, and be older; deleted on {source.Name()}, it is followed by the rules";
        return changedAt switch
        {
            null => $"{source.Name()} does not say when {record} was changed, so that it may be older",
            { } moment when moment < range.Since => $"{record} was changed last at {Text(moment)}, and is older",
            _ => null,
        };
    }

    private static string? WhyNow(PairState state, Pairing pairing)
    {
        if (TakingBack.Check(state, pairing) is Instructed.CannotUndo { Reason: var reason })
            return reason;
        if (Sides.Both.Any(side => state[side].Unreadable is not null || !state[side].InScope))
            return "a record cannot be mapped, or is outside the pairing's where";
        return state.IsLinked && Sides.Both.All(side => Deleting.IsArchivedOn(side, pairing)) ? "records of both sides are archived, and none is deleted" : null;
    }

    /// <summary>What others, or anybody after the range, did to the records since; <see langword="null"/>: nothing.</summary>
    private static string? Since(PairState state, Pairing pairing, IReadOnlyList<RecordedActivity> story, RecordedActivity created, UndoRange range)
    {
        var later = story.TakeWhile(told => told != created)
            .FirstOrDefault(told => Retracing.ChangesValue(told.Activity) && !range.Takes(told.Activity));
        if (later is not null)
            return $"since then, {Text(later.Activity.At)}: {later.Activity.Property}: {later.Activity.Text}";
        foreach (var side in Sides.Both.Where(side => state.IsLinked || state[side].Id is not null))
        {
            if (!state.IsLinked && state[side].EditedAt.Values.Max() is { } edited && edited > range.Until)
                return $"{side.Name()} was edited at {Text(edited)}";
            var kept = pairing.Properties.FirstOrDefault(p => p.Source == side.Other() && state[side].Seen[p.Name] is { } seen
                && state.BaseOf(side, p.Name) is { } agreed && !p.AreEqual(seen, agreed));
            if (kept is not null)
                return $"{side.Name()} has a {kept.Name} of its own";
        }
        return null;
    }

    /// <summary>When each record was changed last, by its side's clock and as far as is told; what we wrote since nobody told the time of.</summary>
    private static PerSide<DateTimeOffset?> ChangedAt(PairState state, IReadOnlyList<RecordedActivity> story, RecordedActivity created)
    {
        var copy = created.Activity.Side!.Value;
        var later = story.TakeWhile(told => told != created)
            .Where(told => told is { Sequence: not Retracing.Untold, Activity.Kind: ActivityKind.Updated }).Select(told => told.Activity).ToList();
        var linked = story.FirstOrDefault(told => told.Activity.Kind == ActivityKind.Linked)?.Activity.EditedAt;
        return new PerSide<DateTimeOffset?>(Of(Side.Crm), Of(Side.Shop));

        DateTimeOffset? Of(Side side) => later.Any(told => told.Side == side && told.From != told.To)
            ? null
            : later.Where(told => told.Side == side.Other()).Select(told => told.EditedAt)
                .Append(side == copy ? linked : created.Activity.EditedAt).Concat(state[side].EditedAt.Values).Max();
    }

    private static string Named(PairState state) =>
        string.Join(" and ", Sides.Both.Where(side => state[side].Id is not null).Select(side => $"{side.Name()} {state[side].Id}"));

    private static string Text(DateTimeOffset moment) => $"{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}";
}
