using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>How two halves become one pair. A record is taken only if both, read now, still match.</summary>
internal static class Linking
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private const int MostDoublings = 5;

    /// <summary>An ingest offers a record that no row holds, or tells of a rival that one does.</summary>
    public static PairState Offered(PairState state, Input.Candidate candidate, Terms terms)
    {
        var missing = state[candidate.Side];
        if (missing.Id == candidate.ExternalId)
            return state.With(candidate.Side, missing with { ReadOwed = true });
        if (missing.Id is not null && !state.HasCounterpart)
            return candidate.IsHeld ? Contesting.Told(state, candidate, terms) : Refuse(state);
        if (terms.Pairing.Many == candidate.Side)
            return Sharing.Offered(state, candidate.Side);
        var isFree = missing.Id is null && state[candidate.Side.Other()].Presence == Presence.Present
            && state.Halt is null or { Status: PairStatus.Parked } && state.Retired is null && missing.Intent is null && state.Scratch.Taking is null;
        return isFree
            ? state with { Scratch = state.Scratch with { Taking = new Taking(candidate.Side, candidate.ExternalId, null, OwnRead: false, Offered: true) } }
            : Refuse(state);
    }

    /// <summary>What the store has around this half pair: somebody to absorb, or somebody to wait for.</summary>
    public static PairState LookedAround(PairState state, Input.LookedAround around, Pairing pairing)
    {
        var missing = state.Sides.Crm.Id is null ? Side.Crm : Side.Shop;
        var key = KeyOf(state) ?? "";
        var looked = state with { Scratch = state.Scratch with { LookedUnder = key, LookAgainAt = null } };
        return around switch
        {
            // Whoever shares a record looks for it by himself, and takes it then.
            { Counterpart: { CreateIsOpen: false, IsFree: true } other } when pairing.Many is null => looked with
            {
                Scratch = looked.Scratch with { Taking = new Taking(missing, other.ExternalId, other.Row, OwnRead: false, Offered: false) },
            },
            { Counterpart: not null } or { CreateIsOpen: true } => WaitAndLookAgain(looked, around.Now),
            // Whoever waited, maybe before a crash, is due until it is said that he waits no more.
            _ => looked.Dirty(),
        };
    }

    /// <summary>The pair's own record was read so that a counterpart can be taken.</summary>
    public static PairState OwnRead(PairState state, Input.Read read)
    {
        var taking = state.Scratch.Taking!;
        if (read.Answer is SideAnswer.Found && state[read.Side] is { InScope: true, Unreadable: null })
            return state with { Scratch = state.Scratch with { Taking = taking with { OwnRead = true } } };
        state = state with { Scratch = state.Scratch with { Taking = null } };
        return taking.Hand is not null ? ByHand.OwnRead(state, read)
            : taking.Offered ? Refuse(state)
            : read.Answer is SideAnswer.Failed ? WaitAndLookAgain(state, read.Now)
            : state;
    }

    /// <summary>The candidate, read after this pair's own record was.</summary>
    public static PairState CandidateRead(PairState state, Input.CandidateRead read, Terms terms)
    {
        if (state.Scratch.Taking is not { } taking)
            return state;
        state = state with { Scratch = state.Scratch with { Taking = null } };
        if (taking.Hand is not null)
            return ByHand.Taken(state, read, taking, terms);
        return read.Answer switch
        {
            SideAnswer.Found { Mapped: Mapped.Good good } found when Matches(state, read.Side, good, terms) =>
                Link(state, read.Side, found, taking.Holder, read.Now),
            SideAnswer.Found or SideAnswer.NotFound => NotTaken(state, read, taking),
            SideAnswer.Failed failed => Retrying.After(Left(state, read, taking), read.Side, failed.Failure, read.Now),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// The missing side has its record. What was sent to make it, if anything, is agreed where it is found again. Until this is
    /// durable no row holds the record, and a tombstone of it would find nobody: so it is read once more after the commit.
    /// </summary>
    public static PairState Link(PairState state, Side side, SideAnswer.Found found, AbsorbedRow? holder, DateTimeOffset now, string? by = null)
    {
        var create = state[side].Intent as Intent.Create;
        state = state.Change(side, s => SideState.Unknown with
        {
            Id = found.ExternalId, Presence = Presence.Present, Ahead = true, ReadOwed = holder is null, Mismatches = s.Mismatches,
        });
        state = state.Change(side.Other(), s => s with { Ahead = true });
        state = Observing.Take(state, side, found.Mapped, found.Version, found.ModifiedAt, now);
        if (create is { Body: { } sent })
        {
            state = create.Doubtful ? Answering.Doubt(state, side, sent) : state;
            var ours = CanonicalRecord.Of(sent.Where(p => IsOurs(p.Value, state[side].Seen[p.Key])));
            var origin = new Provenance(side.Other(), now, "created");
            state = ours.Where(p => !p.Value.Equals(state[side].Seen[p.Key])).Aggregate(state, (told, p) => TakenForOurs(told, side, p.Key, p.Value, now));
            state = Answering.Agree(state, ours);
            state = state with { Provenance = state.Provenance.SetItems(ours.Names.Select(p => KeyValuePair.Create(p, origin))) };
        }
        var scratch = state.Scratch with { Absorb = holder, CreateStage = CreateStage.ReadSource, Exists = null, LookAgainAt = null, Waits = 0, CommitsFirst = true };
        return (state with { Scratch = scratch, Halt = null }).Note(new Activity(
            now, ActivityKind.Linked, side, null,
            $"{side.Other().Name()} {state[side.Other()].Id} with {side.Name()} {found.ExternalId}{(holder is null ? "" : $", absorbing {holder.Pair}")}{(by is null ? "" : $", by {by}")}", null)
        {
            By = by, EditedAt = found.ModifiedAt,
        });
    }

    /// <summary>
    /// Whether a record found after a create of unknown outcome may be taken for that create's work in this property, so that
    /// another value than the one sent is a person's later edit. Nothing at all says neither, and gives way to the value.
    /// </summary>
    private static bool IsOurs(Value sent, Value? found) => sent.Equals(found) || found is not (null or Value.Empty);

    /// <summary>Whether it was edited since or is a stranger's, nobody can tell: the value found stands, and people are told over what.</summary>
    private static PairState TakenForOurs(PairState state, Side side, string property, Value sent, DateTimeOffset now) =>
        state.Note(Telling.Changed(
            now, ActivityKind.Decided, side, property, sent, state[side].Seen[property]!,
            $"created: taken for what was sent to be created, {side.Name()} has {state[side].Seen[property]}, {side.Other().Name()} sent {sent}") with { Rule = "created" });

    /// <summary>The record just linked is another row's: that row is absorbed if it is only half a pair and idle.</summary>
    public static PairState IdTaken(PairState state, Input.IdTaken taken, Pairing pairing)
    {
        if (pairing.Many == taken.Side && state[taken.Side.Other()].Id is null)
            return state with { Scratch = state.Scratch with { IsNeedless = true } };
        if (taken.By is { IsFree: true, CreateWasSent: false } && state.Scratch.Absorb != taken.By.Row)
            return (state with { Scratch = state.Scratch with { Absorb = taken.By.Row } }).Dirty();
        var reason = $"{taken.Side.Name()} record {state[taken.Side].Id} already belongs to pair {taken.By.Row.Pair}";
        // What was agreed with that record was agreed for nothing.
        var undone = state with { Base = CanonicalRecord.Nothing, Provenance = state.Provenance.Clear(), Scratch = state.Scratch with { Absorb = null, Activity = [] } };
        return Ambiguous(undone.With(taken.Side, SideState.Unknown), reason, taken.Now);
    }

    /// <summary>Where many may have a key, it is taken only by whoever has the one record made that all of them wait for.</summary>
    public static PairState KeyTaken(PairState state, Input.KeyTaken taken, Pairing pairing) =>
        pairing.Many is { } many && state[many].Intent is Intent.Create { Sent: false }
        ? WaitAndLookAgain(Creating.Withdraw(state, many), taken.Now)
        : Ambiguous(state, $"another record of the same side, pair {taken.By}, has the match key {KeyOf(state)}", taken.Now, contested: true);

    public static PairState Ambiguous(PairState state, string reason, DateTimeOffset now, bool contested = false) =>
        (state with { Halt = new Halt(PairStatus.Ambiguous, reason, Contested: contested) })
            .Note(new Activity(now, ActivityKind.Ambiguous, null, null, reason, null));

    /// <summary>
    /// A while, then twice as long: every wait is a new version of the row, and whoever is about to absorb it must come between two of them.
    /// </summary>
    public static PairState WaitAndLookAgain(PairState state, DateTimeOffset now) => (state with
    {
        Scratch = state.Scratch with
        {
            LookAgainAt = now + (FirstWait * (1 << Math.Min(state.Scratch.Waits, MostDoublings))), Waits = state.Scratch.Waits + 1, SoughtUnder = null,
        },
    }).Dirty();

    public static bool Matches(PairState state, Side side, Mapped.Good candidate, Terms terms) =>
        candidate.InScope && (terms.Pairing.Match.IsEmpty || (candidate.MatchKey is { } key && key == Creating.KeyOf(state, side)));

    /// <summary>The match key of a half pair.</summary>
    public static string? KeyOf(PairState state) => state.Sides.Crm.Id is null ? state.Sides.Shop.MatchKey : state.Sides.Crm.MatchKey;

    private static PairState NotTaken(PairState state, Input.CandidateRead read, Taking taking) => state[read.Side].Intent is null
        ? Left(state, read, taking)
        : Retrying.After(state, read.Side, new Failure("the record found does not match any more"), read.Now);

    /// <summary>Whoever offered the record has it back; whoever looked for it himself looks again, unless it is an open create that does.</summary>
    private static PairState Left(PairState state, Input.CandidateRead read, Taking taking) =>
        taking.Offered ? Refuse(state) : state[read.Side].Intent is null ? WaitAndLookAgain(state, read.Now) : state;

    private static PairState Refuse(PairState state) => state with { Scratch = state.Scratch with { Refused = true } };
}
