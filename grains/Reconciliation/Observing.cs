namespace Sync.Reconciliation;

/// <summary>
/// What a side shows. A body is merged unread only above the pair's position and while the side is not ahead of its feed;
/// everything else makes the pair read.
/// </summary>
internal static class Observing
{
    public static PairState Body(PairState state, Input.Observed seen, Terms terms)
    {
        if (state[seen.Side].Id != seen.ExternalId)
            return state;
        state = Contesting.Touched(state);
        var side = state[seen.Side];
        var mark = MarkOf(seen, terms);
        if (side.IsGone)
            return Owe(state, seen.Side, side);
        if (IsKnown(side, seen) && !seen.BesideHint)
            return state.With(seen.Side, Confirm(side, mark));
        // It is there, and more need not be known of a record that is left alone.
        if (state.Halt is { Status: PairStatus.Unlinked } && !seen.BesideHint)
            return state;
        // While a write waits, what it found must be told from what it did: that takes the version of a read.
        var isNewer = mark is { } m && side is { Ahead: false, Intent: null } && (side.Position is null || m.Position > side.Position);
        return isNewer && !seen.BesideHint
            ? Take(state, seen.Side, seen.Mapped, seen.Version, seen.ModifiedAt, seen.Now).Change(seen.Side, s => s with { Position = mark!.Value.Position })
            : Owe(state, seen.Side, side with { Unconfirmed = Later(side.Unconfirmed, mark) });
    }

    public static PairState Hint(PairState state, Input.Hint hint) =>
        state[hint.Side].Id == hint.ExternalId ? Contesting.Touched(Owe(state, hint.Side, state[hint.Side])) : state;

    /// <summary>
    /// A read that the row owes already is no promise for what came since: another activation may have made it. Unless it is made
    /// now, the row is committed anew before the word is acknowledged, and says so if this one has been succeeded.
    /// </summary>
    private static PairState Owe(PairState state, Side side, SideState record) => state.With(side, record with { ReadOwed = true }) with
    {
        Scratch = state.Scratch with { DurableReads = state.Scratch.DurableReads.With(side, false) },
    };

    /// <summary>A record whose references are linked by now, or whose key others have, is read again when it is time.</summary>
    public static PairState Due(PairState state, Input.Due due)
    {
        state = Contesting.Touched(state);
        foreach (var side in Sides.Both)
        {
            if (state[side] is { Awaits.IsEmpty: false, IsGone: false } record && record.AskedAfter.At <= due.Now)
                state = due.MayBeLinked[side] ? state.With(side, record with { ReadOwed = true }) : Retrying.AskAfter(state, side, due.Now);
        }
        return state;
    }

    public static PairState Read(PairState state, Input.Read read, Terms terms) => read.Answer switch
    {
        SideAnswer.Found found => ReadFound(state, read.Side, found, terms, read.Now),
        SideAnswer.NotFound => ReadNotFound(state, read.Side, read.Now),
        SideAnswer.Failed failed => Retrying.After(state, read.Side, failed.Failure, read.Now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Takes what a side shows as its present state: values, version, scope and key, and when its edits were made.</summary>
    public static PairState Take(PairState state, Side name, Mapped mapped, string? version, DateTimeOffset? modifiedAt, DateTimeOffset now)
    {
        var side = state[name];
        if (IsNewsOfRetired(state, side, mapped, version))
            state = state.Change(name, s => s with { Resisted = true });
        if (mapped is Mapped.Bad bad)
        {
            state = bad == side.Unreadable ? state : state.Note(new Activity(now, ActivityKind.Parked, name, bad.Property, bad.Reason, null));
            return state.Change(name, s => s with { Unreadable = bad, Version = version, Digest = null });
        }
        var good = Recognised(state, (Mapped.Good)mapped);
        var (editedAt, doubted) = (side.EditedAt, side.Doubted);
        var changed = false;
        foreach (var (property, value) in good.Record)
        {
            if (side.Seen.TryGet(property, out var before) && value.Equals(before))
                continue;
            changed = true;
            editedAt = editedAt.SetItem(property, modifiedAt);
            doubted = doubted.Without(property);
        }
        // An edit is a reason to try again; a new key is one to look again for who has it.
        var isMoved = good.MatchKey != side.MatchKey && (state.Halt is not { Contested: true } || side.MatchKey is not null);
        if (state.Halt is { Status: PairStatus.Parked } && changed || state.Halt is { Status: PairStatus.Ambiguous } && isMoved)
            state = state with { Halt = null };
        var seen = changed ? side.Seen.With(good.Record) : side.Seen;
        return state.Change(name, s => s with
        {
            // A reference that nobody can name yet is unknown, also where it was known before.
            Seen = good.Awaits.Keys.Aggregate(seen, (record, property) => record.Without(property)),
            Awaits = good.Awaits,
            AskedAfter = good.Awaits.IsEmpty ? default : s.AskedAfter,
            EditedAt = editedAt,
            Doubted = doubted,
            Version = version,
            Digest = good.Digest,
            MatchKey = good.MatchKey,
            InScope = good.InScope,
            Unreadable = null,
        });
    }

    /// <summary>Whoever had the record merged into another, or taken back, had seen it as it was known then; what our own archiving made of it is no news.</summary>
    private static bool IsNewsOfRetired(PairState state, SideState side, Mapped mapped, string? version) =>
        state.Retired is not null && side.Intent is not (Intent.Archive { Doubtful: true } or Intent.Archive { IsTaken: true })
        && (version != side.Version || (side.Digest is { } known && (mapped as Mapped.Good)?.Digest != known));

    private static PairState ReadFound(PairState state, Side name, SideAnswer.Found found, Terms terms, DateTimeOffset now)
    {
        if (state[name].Id != found.ExternalId)
            return state;
        if (state[name].IsGone)
            state = Deleting.Undeleted(state, name, now);
        var (digest, before) = (state[name].Digest, state[name].Seen);
        state = Take(state, name, found.Mapped, found.Version, found.ModifiedAt, now);
        // Where versions recur, another record under the same version is another version.
        var isOther = found.Version is null || state[name].Digest != digest || found.Version != state[name].Intent?.Version;
        // What is to go may be known by a mapping of before, or have no version: it was edited if another value is seen.
        var isEdited = (digest is null ? before.Any(p => !p.Value.Equals(state[name].Seen[p.Key])) : state[name].Digest != digest)
            || found.Version != state[name].Intent?.Version;
        state = state[name].Intent switch
        {
            // What a record holds that cannot be mapped, nobody knows: the write to it stays open.
            Intent.Update when state[name].Unreadable is not null => state,
            Intent.Update update when isOther => Answering.CloseByOtherVersion(state, name, update, before, terms.Pairing, now),
            Intent.Archive { IsTaken: true } when isOther => Deleting.Archived(state, name, now),
            // After an answer that got lost the other version may be our own work; whether a person edited, the values tell.
            Intent.Archive { Doubtful: var isDoubtful } when isEdited => state.Change(name, s => s with { Intent = null, Resisted = !isDoubtful }),
            Intent.Delete when isEdited => state.Change(name, s => s with { Intent = null, Resisted = true }),
            Intent.Update or Intent.Archive => state.Change(name, s => s with { Intent = Answering.Unseen(s.Intent!) }),
            _ => state,
        };
        state = Retrying.AskAfter(state, name, now);
        var read = state[name] with { ReadOwed = false, Retry = null, Ahead = true, Presence = Presence.Present, Fresh = true };
        return state.With(name, ConfirmRead(read)).Dirty();
    }

    private static PairState ReadNotFound(PairState state, Side name, DateTimeOffset now)
    {
        if (state[name].Intent is Intent.Delete { Granted: true, Doubtful: true })
            state = Deleting.Told(state, name, now);
        if (state[name].Intent is Intent.Update { IsTaken: true } update)
            state = Answering.Taken(state, name, update, state[name].Seen, now);
        var presence = state[name].Intent is Intent.Delete { Granted: true } ? Presence.Removed : Presence.Deleted;
        state = state[name].IsGone ? state : Deleting.Unparked(state);
        return state.Change(name, s => s with
        {
            ReadOwed = false,
            Retry = null,
            Presence = s.IsGone ? s.Presence : presence,
            Version = null,
            Digest = null,
            Intent = s.Intent is Intent.Create ? s.Intent : null,
            Unreadable = null,
            Unconfirmed = null,
        });
    }

    /// <summary>
    /// A record that is referred to as was agreed stays known, though its pair is kept apart meanwhile: what the other side does about
    /// it is an edit, and flows. Only a new reference to it waits.
    /// </summary>
    private static Mapped.Good Recognised(PairState state, Mapped.Good good) =>
        good.Barred.Where(barred => state.Base[barred.Key] is Value.Reference agreed && agreed.Pair == barred.Value).Aggregate(good, (known, barred) => known with
        {
            Record = known.Record.With(barred.Key, state.Base[barred.Key]!), Awaits = known.Awaits.Remove(barred.Key),
        });

    private static bool IsKnown(SideState side, Input.Observed seen) =>
        side.Version is not null && side.Version == seen.Version
        && seen.Mapped is Mapped.Good good && side.Digest == good.Digest;

    /// <summary>A body already known tells one thing: that the feed has come as far as what is seen.</summary>
    private static SideState Confirm(SideState side, FeedMark? mark) => mark is null
        ? side
        : side with { Ahead = false, Position = side.Position is { } p && p > mark.Value.Position ? p : mark.Value.Position };

    private static SideState ConfirmRead(SideState side) =>
        side.Unconfirmed is { } mark && mark.Version is not null && mark.Version == side.Version && mark.Digest == side.Digest
            ? Confirm(side, mark) with { Unconfirmed = null }
            : side with { Unconfirmed = null };

    private static FeedMark? MarkOf(Input.Observed seen, Terms terms) =>
        seen.Position is { } position && terms.Capabilities[seen.Side].ComparablePositions && terms.Capabilities[seen.Side].VersionsNeverRecur
            ? new FeedMark(position, seen.Version, (seen.Mapped as Mapped.Good)?.Digest)
            : null;

    private static FeedMark? Later(FeedMark? one, FeedMark? other) =>
        one is null || (other is not null && other.Value.Position > one.Value.Position) ? other : one;
}
