using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>From what is known to what follows. The order of the questions is the protocol.</summary>
internal static class Planning
{
    /// <summary>An unfinished row is woken after this even if nothing else remembers it.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(5);

    public static Decision Plan(PairState state, DateTimeOffset now, Terms terms)
    {
        if (ByHandAsk(state) is { } spoken)
            return new Decision(state, null, false, false, spoken);
        if (IsOver(state) && !state.Sides.Any(side => side.ReadOwed))
            return new Decision(state, CommitOf(state, now, terms) with { Purge = true }, Acknowledge: true, state.Scratch.Refused, null);
        if (state.Scratch.IsNeedless)
            return new Decision(state, CommitOf(state, now, terms) with { Purge = true }, Acknowledge: true, state.Scratch.Refused, null);
        if (Barred(state, now) is { } perhapsGone)
            return new Decision(state, null, false, false, perhapsGone);
        if (state.Halt is { Status: PairStatus.Unlinked } && !Deleting.IsArchiving(state))
            return Rest(state, now, terms);
        if (state.Scratch.Taking is { } taking)
            return new Decision(state, null, false, false, AskTaking(state, taking));
        if (ReadOwed(state, now, terms) is { } read)
            return new Decision(state, state.Scratch.CommitsFirst ? CommitOf(state, now, terms) : null, false, false, read);
        if (Contesting.Ask(state, terms, now) is { } rivals)
            return new Decision(state, null, false, false, rivals);
        state = Deleting.Retire(state, terms, now);
        foreach (var side in Sides.Both)
        {
            if (!GoesOn(state[side]) || !state[side].IsReady(now))
                continue;
            (state, var ask) = Continue(state, side, terms, now);
            if (ask is not null)
                return Do(Owing(state), ask, now, terms);
        }
        if (state.Halt is not null || state.Retired is not null || state.Sides.Any(side => side is { Unreadable: not null, IsGone: false }))
            return Rest(state, now, terms);
        return state.HasCounterpart ? PlanLinked(state, now, terms) : PlanHalf(state, now, terms);
    }

    private static Decision PlanLinked(PairState state, DateTimeOffset now, Terms terms)
    {
        // Leaving a `where` pauses everything, deletions too.
        if (!state.Sides.Crm.InScope || !state.Sides.Shop.InScope)
            return Rest(state, now, terms);
        var decided = (state.Sides.Crm.IsGone, state.Sides.Shop.IsGone) switch
        {
            (false, false) => Merging.Merge(state, terms, now),
            (true, false) => Deleting.Decide(state, Side.Crm, terms, now),
            (false, true) => Deleting.Decide(state, Side.Shop, terms, now),
            (true, true) => state,
        };
        return Again(state, decided) ? Plan(decided, now, terms) : Rest(decided, now, terms);
    }

    private static Decision PlanHalf(PairState state, DateTimeOffset now, Terms terms)
    {
        var own = state.Sides.Crm.Id is null ? Side.Shop : Side.Crm;
        var target = own.Other();
        // A record that is gone, and is to be read once more, has nothing made of it meanwhile.
        if (state[own].IsGone || !state[own].InScope || state.Scratch.LookAgainAt > now || (state.Scratch.LooksForRivals && !state[own].IsReady(now)))
            return Rest(state, now, terms);
        if (state.Scratch.LookedUnder != (state[own].MatchKey ?? "") || state.Scratch.LookAgainAt is not null)
            return new Decision(
                state, state.Scratch.IsDirty ? CommitOf(state, now, terms) : null, false, false, new Ask.LookAround(own, state[own].MatchKey));
        if (Sharing.IsSeeking(state, terms.Pairing) && state.Sides.All(side => side.IsReady(now)))
            return new Decision(state, state.Scratch.IsDirty ? CommitOf(state, now, terms) : null, false, false, Sharing.Ask(state, own));
        var mayCreate = terms.Live && !Creating.IsHeld(terms, target, state) && terms.Pairing.CreatesOn(target) && state[target].Intent is null && state[target].IsReady(now)
            && !Creating.AwaitsRequired(state[own], terms.Pairing);
        if (!mayCreate)
            return Rest(state, now, terms);
        var decided = state.Change(target, s => s with { Intent = new Intent.Create(null, Sent: false) });
        return Plan(decided with { Scratch = decided.Scratch with { CreateStage = CreateStage.ReadSource } }, now, terms);
    }

    /// <summary>Whether a decision left something to be carried out in this very step.</summary>
    private static bool Again(PairState before, PairState after) =>
        after.HasCounterpart != before.HasCounterpart || Sides.Both.Any(side => before[side].Intent is null && after[side].Intent is not null);

    /// <summary>Whether a side has a write to be carried out; into a record that cannot be mapped, no values are written.</summary>
    internal static bool GoesOn(SideState side) => side.Intent is { } intent && (intent is not Intent.Update || side.Unreadable is null);

    private static (PairState State, Ask? Ask) Continue(PairState state, Side side, Terms terms, DateTimeOffset now)
    {
        var (record, capabilities) = (state[side], terms.Capabilities[side]);
        // Where no condition holds a write back, or a version may stand for two states, it follows right on a read.
        var mayWrite = record.Fresh || capabilities is { ConditionalWrites: true, VersionsNeverRecur: true };
        return record.Intent switch
        {
            Intent.Delete { Granted: false } => (state, new Ask.Grant(side, state.Generation)),
            Intent.Update or Intent.Archive or Intent.Delete when !mayWrite => (state, new Ask.Read(side, record.Id!)),
            Intent.Update update => (state, new Ask.Update(side, record.Id!, update.Patch, If(update.IfVersion))),
            Intent.Archive archive => (state, new Ask.Archive(side, record.Id!, If(archive.IfVersion))),
            Intent.Delete delete => (state, new Ask.Delete(side, record.Id!, If(delete.IfVersion))),
            Intent.Create create => Creating.Continue(state, side, create, terms, now),
            _ => throw new UnreachableException(),
        };

        string? If(string? version) => capabilities.ConditionalWrites ? version : null;
    }

    /// <summary>A record owed a read is read, unless a half pair waits for something that will read it anyway.</summary>
    private static Ask? ReadOwed(PairState state, DateTimeOffset now, Terms terms)
    {
        foreach (var side in Sides.Both)
        {
            var record = state[side];
            if (!record.ReadOwed || record.Id is null || !record.IsReady(now))
                continue;
            // Who waits for others to share its record is read by none of them.
            var isReadLater = terms.Pairing.Many != side
                && state is { HasCounterpart: false, Retired: null } && record is { IsGone: false, InScope: true, Unreadable: null, Awaits.IsEmpty: true } && (!terms.Live || terms.Pairing.CreatesOn(side.Other()));
            if (!isReadLater || state.Halt is not null || state.Scratch.LooksForRivals)
                return new Ask.Read(side, record.Id);
        }
        return null;
    }

    /// <summary>Of a barrier it matters only whether its records are there: once both are gone, there is nothing to keep apart.</summary>
    private static Ask? Barred(PairState state, DateTimeOffset now) => state.Halt is not { Status: PairStatus.Unlinked }
        ? null
        : Sides.Both.Where(side => state[side] is { ReadOwed: true, Id: not null } record && record.IsReady(now))
            .Select(side => new Ask.Read(side, state[side].Id!)).FirstOrDefault();

    private static Ask AskTaking(PairState state, Taking taking) => taking.OwnRead
        ? new Ask.ReadCandidate(taking.Side, taking.ExternalId)
        : new Ask.Read(taking.Side.Other(), state[taking.Side.Other()].Id!);

    /// <summary>What must be read before a person is answered, whatever the pair stands still for.</summary>
    private static Ask? ByHandAsk(PairState state) => state.Scratch switch
    {
        { Taking: { Hand: not null } taking } => AskTaking(state, taking),
        { Lifting: not null } or { TakingBack: not null } => Sides.Both.Where(side => state[side] is { ReadOwed: true, Id: not null })
            .Select(side => new Ask.Read(side, state[side].Id!)).FirstOrDefault(),
        _ => null,
    };

    /// <summary>Both records are gone, and nothing sent may still make one.</summary>
    private static bool IsOver(PairState state) => state.Sides.All(side =>
        side.IsGone || (side.Id is null && side.Intent is not Intent.Create { Sent: true }))
        && state.Sides.Any(side => side.IsGone);

    /// <summary>Makes durable what the question rests on, acknowledges, and asks.</summary>
    private static Decision Do(PairState state, Ask ask, DateTimeOffset now, Terms terms) =>
        new(state, state.Scratch.IsDirty ? CommitOf(state, now, terms) : null, Acknowledge: true, state.Scratch.Refused, ask);

    /// <summary>Word that is acknowledged before the record is read lives on in the row as a read owed.</summary>
    private static PairState Owing(PairState state) =>
        Sides.Both.Any(side => state[side] is { ReadOwed: true, Id: not null } && !state.Scratch.DurableReads[side]) ? state.Dirty() : state;

    private static Decision Rest(PairState state, DateTimeOffset now, Terms terms)
    {
        var rested = state.Sides is { Crm.Fresh: false, Shop.Fresh: false }
            ? state
            : state with { Sides = state.Sides.Select(side => side with { Fresh = false }) };
        // Whatever is created later follows what its source is then.
        if (rested.Scratch.CreateStage != CreateStage.ReadSource)
            rested = rested with { Scratch = rested.Scratch with { CreateStage = CreateStage.ReadSource } };
        // A side that failed is waited for where something is to be asked of it, and not where one only looks again now and then.
        if (rested.Sides.Any(side => side.Retry is not null) && (Standing.NextAttempt(rested, terms, now, Guard) is not { } next || (next == now + Contesting.LookAgain && rested.Sides.All(side => side.Retry?.NotBefore != next))))
            rested = (rested with { Sides = rested.Sides.Select(side => side with { Retry = null }) }).Dirty();
        // A row just inserted is due until somebody says how it stands.
        rested = rested.Scratch.IsNew ? rested.Dirty() : Owing(rested);
        return new Decision(
            rested, rested.Scratch.IsDirty ? CommitOf(rested, now, terms) : null, Acknowledge: true, rested.Scratch.Refused, null);
    }

    private static Commit CommitOf(PairState state, DateTimeOffset now, Terms terms) => new(
        Standing.StatusOf(state, terms),
        HoldsNoKey(state) ? null : Standing.MatchKeyOf(state, terms.Pairing),
        Sides.Both.Where(side => state[side].Intent is Intent.Create).Select(side => (Side?)side).FirstOrDefault(),
        Standing.NextAttempt(state, terms, now, Guard),
        state.Scratch.Absorb,
        Purge: false)
    {
        Release = state.Scratch.Release is { } released ? new Released(released, Inserted(released, now, terms)) : null,
        Witness = state.Scratch.Witness,
        Many = terms.Pairing.Many,
    };

    /// <summary>Who waits for a person, or is left alone or goes without a counterpart, is nobody's counterpart by its key.</summary>
    private static bool HoldsNoKey(PairState state) => state.Halt is { Status: PairStatus.Ambiguous }
        || (!state.HasCounterpart && state is { Halt.Status: PairStatus.Unlinked } or { Retired: not null });

    /// <summary>The row of a record let go: due at once, unless it is left alone; it has no key to hold before it was read.</summary>
    private static Commit Inserted(PairState released, DateTimeOffset now, Terms terms) =>
        CommitOf(released, now, terms) with { NextAttempt = released.Halt is null ? now : null };
}
