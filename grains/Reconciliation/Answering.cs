using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>What a side answers to a write. An intent that may have been sent is closed only here, or by another version.</summary>
internal static class Answering
{
    private const int FastMismatches = 3;

    public static PairState Written(PairState state, Input.Written written, Terms terms) => state[written.Side].Intent switch
    {
        Intent.Update update => Updated(state, written, update, terms),
        Intent.Create create => Creating.Answered(state, written, create, terms),
        Intent.Delete delete => Deleting.Answered(state, written, delete),
        Intent.Archive archive => Deleting.Archived(state, written, archive),
        null => state,
        _ => throw new UnreachableException(),
    };

    private static PairState Updated(PairState state, Input.Written written, Intent.Update update, Terms terms)
    {
        var (name, now) = (written.Side, written.Now);
        return written.Outcome switch
        {
            WriteOutcome.Succeeded when written.Stored is { Mapped: Mapped.Good } stored => Succeeded(state, written, update, stored, terms.Pairing),
            WriteOutcome.Succeeded succeeded => Missed(
                state.Change(name, s => s with { Intent = update with { IsTaken = true, StoredAs = succeeded.Version } }), name, now),
            WriteOutcome.VersionMismatch or WriteOutcome.NotFound => Missed(state, name, now),
            // What is refused now may have been done before: the record is read, and if it is not, sent once more.
            WriteOutcome.AlreadyExists or WriteOutcome.Rejected when update is { Doubtful: true, IsRefused: false } =>
                Missed(state.Change(name, s => s with { Intent = update with { IsRefused = true } }), name, now),
            WriteOutcome.AlreadyExists exists => Refused(state, written, terms, exists.Field, exists.Reason),
            WriteOutcome.Rejected rejected => Refused(state, written, terms, rejected.Field, rejected.Reason),
            WriteOutcome.Retryable retryable => Retrying.After(state, name, retryable.Failure, now),
            WriteOutcome.Unknown unknown => Retrying.After(
                state.With(name, state[name] with { Intent = update with { Doubtful = true } }), name, unknown.Failure, now),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// What was sent is agreed. What this very answer shows otherwise for a property that was sent is the side's own form of it;
    /// for any other property it is an edit. A side that does not tell what it stored is read, and then the intent is closed.
    /// </summary>
    private static PairState Succeeded(PairState state, Input.Written written, Intent.Update update, SideAnswer.Found stored, Pairing pairing)
    {
        var (name, now) = (written.Side, written.Now);
        var before = state;
        state = Taken(state, name, update, state[name].Seen, now);
        state = Observing.Take(state, name, stored.Mapped, stored.Version, stored.ModifiedAt, now);
        state = state.Change(name, s => s with { Intent = null, Retry = null, Mismatches = 0 });
        state = Normalise(state, name, CanonicalRecord.Of(update.Patch.Where(p => update.Combined[p.Key] is null)), now);
        // What was combined holds this side's own edit as well, and that keeps its time.
        state = state.Change(name, s => s with { EditedAt = s.EditedAt.SetItems(update.Combined.Names.Select(p => KeyValuePair.Create(p, before[name].EditedAt.GetValueOrDefault(p)))) });
        return InForms(state, before, name, update, state[name].Seen, pairing);
    }

    /// <summary>The side took what was sent, which is agreed.</summary>
    public static PairState Taken(PairState state, Side name, Intent.Update update, CanonicalRecord before, DateTimeOffset now) =>
        Agree(Telling.Updated(state, name, update.Patch, property => before[property], now), update.Agreed(update.Patch));

    /// <summary>
    /// Whatever of a value that was combined and is stored is not this side's own edit, is only its form of what the other has; if nothing
    /// was edited here, the two agree, each in its own form.
    /// </summary>
    /// <param name="state">Once what was sent is agreed.</param>
    /// <param name="before">Before that.</param>
    /// <param name="name">The side written to.</param>
    /// <param name="update">What was sent.</param>
    /// <param name="found">What is stored.</param>
    /// <param name="pairing">The rule.</param>
    private static PairState InForms(PairState state, PairState before, Side name, Intent.Update update, CanonicalRecord found, Pairing pairing)
    {
        var other = name.Other();
        foreach (var property in pairing.Properties.Where(p => update.Combined[p.Name] is not null && found[p.Name] is not null))
        {
            var (sent, theirs, stored) = (update.Patch[property.Name]!, update.Combined[property.Name]!, found[property.Name]!);
            if (before.BaseOf(name, property.Name) is not { } agreed || before.BaseOf(other, property.Name) is not { } theirAgreed
                || !Combining.HaveSameParts(property, stored, sent) || !Combining.HaveSameParts(property, agreed, theirAgreed)
                || Combining.Of(property, new Edit(theirAgreed, theirs), new Edit(agreed, agreed), fromWins: true) is not Combined.Both { Value: var taken }
                || Combining.Of(property, new Edit(sent, stored), new Edit(taken, taken), fromWins: true) is not Combined.Both { Value: var form })
                continue;
            if (property.AreEqual(form, stored))
                state = state.Change(name, s => s with { EditedAt = s.EditedAt.Remove(property.Name) });
            state = before[name].Normalised[property.Name] is not null || !property.AreEqual(stored, sent)
                ? InForm(state, name, property, form)
                : InForm(Merging.SetBase(state, property.Name, form), other, property, theirs);
        }
        return state;
    }

    private static PairState InForm(PairState state, Side name, Property property, Value form) => property.AreEqual(form, state.Base[property.Name]!)
        ? state
        : state.Change(name, s => s with { Normalised = s.Normalised.With(property.Name, form) });

    private static HashSet<string> Counters(Pairing pairing) =>
        pairing.Properties.Where(p => p.Policy == ConflictPolicy.Sum).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The side shows what it had: nothing came of the write, or what is read lags behind.</summary>
    public static Intent Unseen(Intent intent)
    {
        var unseen = intent with { IsTaken = false, Doubtful = intent.Doubtful || intent.IsTaken };
        return unseen is Intent.Update update ? update with { StoredAs = null } : unseen;
    }

    /// <summary>Values sent and stored become base; an edit that is thereby agreed needs its time no more.</summary>
    public static PairState Agree(PairState state, CanonicalRecord sent)
    {
        var sides = state.Sides.Select(side => side with
        {
            Normalised = sent.Aggregate(side.Normalised, (own, p) => own.Without(p.Key)),
            Doubted = sent.Where(p => p.Value.Equals(side.Seen[p.Key])).Aggregate(side.Doubted, (doubted, p) => doubted.Without(p.Key)),
            EditedAt = side.EditedAt.RemoveRange(sent.Where(p => p.Value.Equals(side.Seen[p.Key])).Select(p => p.Key)),
        });
        return (state with { Base = state.Base.With(sent), Sides = sides }).Dirty();
    }

    /// <summary>Remembers where the side stored another value than the one sent, and that no edit of ours has a time.</summary>
    public static PairState Normalise(PairState state, Side name, CanonicalRecord sent, DateTimeOffset now)
    {
        foreach (var (property, value) in sent)
        {
            var stored = state[name].Seen[property];
            state = state.Change(name, s => s with { EditedAt = s.EditedAt.Remove(property) });
            if (stored is null || stored.Equals(value))
                continue;
            state = state.Change(name, s => s with { Normalised = s.Normalised.With(property, stored) });
            state = state.Note(new Activity(
                now, ActivityKind.Normalised, name, property, $"sent {value}, stored {stored}", null));
        }
        return state;
    }

    /// <summary>
    /// The side shows another version than the intent's own, so the intent is over. Where its values are found, they are ours and
    /// become base; where not, they were never written or were edited since, and the merge sees to it. What an answer without a record
    /// said was taken is agreed only here: a side that shows the intent's own version has done nothing.
    /// </summary>
    public static PairState CloseByOtherVersion(
        PairState state, Side name, Intent.Update update, CanonicalRecord before, Pairing pairing, DateTimeOffset now)
    {
        var open = state;
        state = update.IsTaken ? Undoing.Written(Taken(state, name, update, before, now), name, update) : state;
        // The version that the write's own answer named shows what was stored, and so the side's own form of it.
        if (update.StoredAs is { } own && own == state[name].Version)
        {
            state = Normalise(state.Change(name, s => s with { Intent = null, Mismatches = 0 }), name, CanonicalRecord.Of(update.Patch.Where(p => update.Combined[p.Key] is null)), now);
            return InForms(state, open, name, update, state[name].Seen, pairing);
        }
        var counters = Counters(pairing);
        var ours = CanonicalRecord.Of(update.Patch.Where(p => !counters.Contains(p.Key) && state[name].Seen[p.Key] is { } seen && seen.Equals(p.Value)));
        var again = Undoing.Again(state, name, update, before);
        state = state.Change(name, s => s with { Intent = again, Mismatches = update.Doubtful || update.IsTaken ? 0 : s.Mismatches });
        // What was taken has no doubt about its counters: it counted, and that is that.
        var sent = CanonicalRecord.Of(update.Patch.Where(p => again?.Patch[p.Key] is null && !(update.IsTaken && counters.Contains(p.Key))));
        if (update.Doubtful)
            state = sent.Names.Where(counters.Contains).Aggregate(state, (next, counter) => Miscounted(next, counter, name, now));
        if (update.Doubtful || update.IsTaken)
            state = AgreePartly(Doubt(state, name, sent), name, sent, update.Agreed(sent), pairing);
        if (ours.Count == 0)
            return state;
        var found = Agree(update.IsTaken ? state : Telling.Updated(state, name, ours, property => state.BaseOf(name, property), now), update.Agreed(ours));
        return ours.Names.Where(property => update.Combined[property] is not null && state.Provenance.GetValueOrDefault(property) is { By: not null })
            .Aggregate(InForms(found, open, name, update, ours, pairing), (next, property) => Undoing.Theirs(next, property, name, next.Provenance[property]));
    }

    /// <summary>A counter's write was not answered and its record changed: no value tells whether it counted, so a person does.</summary>
    private static PairState Miscounted(PairState state, string counter, Side name, DateTimeOffset now) =>
        state.Base[counter] is not null && state.Sides.Crm.Seen[counter] is { } crm && state.Sides.Shop.Seen[counter] is { } shop
            ? Merging.Quarantine(
                state, counter, new(crm, shop), $"a write to {name.Name()} was not answered, and nothing tells whether it counted", now)
            : state;

    /// <summary>
    /// After a write of unknown outcome, another value than the one sent may be the side's own form of it or a person's edit.
    /// What was sent is remembered: the value found supersedes it, and gives way to anything the source was given since.
    /// </summary>
    public static PairState Doubt(PairState state, Side target, CanonicalRecord sent)
    {
        var doubted = CanonicalRecord.Of(sent.Where(p => state[target].Seen[p.Key] is { } found
            && !found.Equals(p.Value) && !found.Equals(state.BaseOf(target, p.Key))));
        return state.Change(target, s => s with { Doubted = s.Doubted.With(doubted) });
    }

    /// <summary>A person may have edited one part of what the write left: that is no reason to take the others for that person's.</summary>
    private static PairState AgreePartly(PairState state, Side name, CanonicalRecord sent, CanonicalRecord becomes, Pairing pairing)
    {
        foreach (var property in pairing.Properties.Where(p => state.Sides.All(side => side.Normalised[p.Name] is null)))
        {
            if (sent[property.Name] is { } put && state.Base[property.Name] is { } before && state[name].Seen[property.Name] is { } found
                && Combining.Agreed(property, before, put, becomes[property.Name]!, found) is { } agreed && !property.AreEqual(agreed, before))
                state = (state with { Base = state.Base.With(property.Name, agreed) }).Dirty();
        }
        return state;
    }

    /// <summary>
    /// A write met another record than the one that was read, or none, or nobody has seen yet what came of it. The record is read: a few
    /// times in a row at once, then ever less often.
    /// </summary>
    public static PairState Missed(PairState state, Side name, DateTimeOffset now)
    {
        var times = state[name].Mismatches + 1;
        var retry = times <= FastMismatches
            ? null
            : new Retry(times, now + Retrying.Backoff(state.Id, times - FastMismatches), "the record is another when it is written than when it is read");
        return state.Change(name, s => s with { ReadOwed = true, Mismatches = times, Retry = retry });
    }

    private static PairState Refused(PairState state, Input.Written written, Terms terms, string? field, string reason)
    {
        state = state.Change(written.Side, s => s with { Intent = null, Retry = null });
        return Park(state, written.Side, terms, field, reason, written.Now);
    }

    public static PairState Park(PairState state, Side name, Terms terms, string? field, string reason, DateTimeOffset now)
    {
        var property = terms.Pairing.Properties.FirstOrDefault(p => p.Name == field || (field is not null && p.Paths[name].Contains(field)))?.Name;
        return (state with { Halt = new Halt(PairStatus.Parked, reason, property ?? field) })
            .Note(new Activity(now, ActivityKind.Parked, name, property ?? field, reason, null));
    }
}
