using System.Diagnostics;

namespace Sync.Reconciliation;

/// <summary>
/// Making a missing counterpart: commit the intent, read the source, find on the target, commit «sent», create. One step at a
/// time, so that wherever a crash cuts, what may exist is looked for before it is made again.
/// </summary>
internal static class Creating
{
    private const int MostReplays = 5;

    /// <summary>The key of the create; one for each generation.</summary>
    public static string IdempotencyKey(PairState state) => $"{state.Id}/{state.Generation}";

    /// <summary>What goes on for an open create on <paramref name="target"/>.</summary>
    public static (PairState State, Ask? Ask) Continue(PairState state, Side target, Intent.Create create, Terms terms, DateTimeOffset now)
    {
        var source = state[target.Other()];
        switch (state.Scratch.CreateStage)
        {
            case var _ when !create.Sent && IsHeld(terms, target, state):
                return (Withdraw(state, target), null);
            case CreateStage.ReadSource when !source.IsGone:
                return source.IsReady(now) ? (state, new Ask.Read(target.Other(), source.Id!)) : (state, null);
            case CreateStage.ReadSource or CreateStage.Find when CanFind(terms, target, state) && !CanReplay(terms, target, create, state):
                return (state, new Ask.Find(target, create.Body ?? source.Seen));
            default:
                return Send(state, target, create, terms, now);
        }
    }

    /// <summary>The source was read for an open create: an unsent one follows what the source is now.</summary>
    public static PairState SourceRead(PairState state, Side target, Intent.Create create, Pairing pairing)
    {
        var source = state[target.Other()];
        var mayGoOn = source is { IsGone: false, InScope: true, Unreadable: null } && !AwaitsRequired(source, pairing)
            && (pairing.Match.IsEmpty || state.Scratch.LookedUnder is null || (source.MatchKey ?? "") == state.Scratch.LookedUnder);
        if (create.Sent || mayGoOn)
            return state with { Scratch = state.Scratch with { CreateStage = CreateStage.Find, LookedUnder = source.MatchKey ?? "" } };
        return Withdraw(state, target);
    }

    /// <summary>Whether a missing record may have been made already, by what a database set back has forgotten, and no find would tell.</summary>
    public static bool IsHeld(Terms terms, Side target, PairState state) => terms.Held && !CanFind(terms, target, state);

    /// <summary>Whether a reference that a created record must have cannot be named yet.</summary>
    public static bool AwaitsRequired(SideState source, Pairing pairing) =>
        source.Awaits.Keys.Any(name => pairing.Properties.Any(p => p.Name == name && (p.Required || pairing.Needs.Contains(p.To ?? ""))));

    /// <summary>The match key of a missing counterpart: what was sent keeps its own, whatever the source has by now.</summary>
    public static string? KeyOf(PairState state, Side target) => state[target].Intent is Intent.Create { Sent: true } sent ? sent.Key : state[target.Other()].MatchKey;

    /// <summary>An intent that was never sent is taken back.</summary>
    public static PairState Withdraw(PairState state, Side target) =>
        (state with { Scratch = state.Scratch with { CreateStage = CreateStage.ReadSource, LookedUnder = null, Exists = null } })
            .Change(target, s => s with { Intent = null, Retry = null });

    public static PairState Found(PairState state, Input.Found found, Terms terms)
    {
        if (found.Failure is not null)
            return Retrying.After(state, found.Side, found.Failure, found.Now);
        if (state[found.Side].Intent is not Intent.Create create)
            return state;
        return found.Records switch
        {
            [] => FoundNone(state, found.Side, create, terms, found.Now),
            [{ Holder: null } free] => TakeFound(state, found.Side, free),
            [{ Holder: { IsFree: true, CreateIsOpen: false } } half] => TakeFound(state, found.Side, half),
            [{ Holder: { IsFree: true, CreateIsOpen: true, CreateWasSent: false } other }]
                when !create.Sent && state.Id.CompareTo(other.Row.Pair) > 0 =>
                Linking.WaitAndLookAgain(Withdraw(state, found.Side), found.Now),
            [{ Holder: { IsDeleting: true } or { IsFree: true, CreateIsOpen: true } }] =>
                Retrying.After(state, found.Side, new Failure("the record found is held by a pair that is not done with it"), found.Now),
            [{ Holder: { } other } one] => Linking.Ambiguous(
                Withdraw(state, found.Side), $"{found.Side.Name()} record {one.ExternalId} matches and belongs to pair {other.Row.Pair}", found.Now),
            _ when terms.Pairing.Many == found.Side.Other() && found.Records.FirstOrDefault(Sharing.IsFree) is { } any =>
                TakeFound(state, found.Side, any),
            _ => Linking.Ambiguous(
                Withdraw(state, found.Side),
                $"more than one {found.Side.Name()} record matches: {string.Join(", ", found.Records.Select(r => r.ExternalId))}", found.Now),
        };
    }

    public static PairState Answered(PairState state, Input.Written written, Intent.Create create, Terms terms)
    {
        var (name, now) = (written.Side, written.Now);
        return written.Outcome switch
        {
            WriteOutcome.Succeeded when written.Stored is not null => Created(state, name, create, written.Stored, now),
            WriteOutcome.Succeeded => Doubt(state, name, create, new Failure("the side did not say which record it created"), now),
            WriteOutcome.AlreadyExists exists when CanFind(terms, name, state) => LookForExisting(
                state, name, create, exists, isInDoubt: create.Doubtful && !terms.Capabilities[name].IdempotencyKeys),
            WriteOutcome.AlreadyExists exists => Answering.Park(
                Withdraw(state, name), name, terms, exists.Field, exists.Reason, now),
            WriteOutcome.Rejected rejected => Answering.Park(
                Withdraw(state, name), name, terms, rejected.Field, rejected.Reason, now),
            WriteOutcome.Retryable retryable => Retrying.After(
                Resume(state, name, create.Doubtful ? create : new Intent.Create(null, Sent: false)), name, retryable.Failure, now),
            WriteOutcome.Unknown unknown => Doubt(state, name, create, unknown.Failure, now),
            WriteOutcome.NotFound when create.Doubtful && terms.Capabilities[name].IdempotencyKeys =>
                DeletedMeanwhile(state, name, create),
            WriteOutcome.NotFound or WriteOutcome.VersionMismatch => Answering.Park(
                Withdraw(state, name), name, terms, null, $"{name.Name()} answered a create as if the record had existed before", now),
            _ => throw new UnreachableException(),
        };
    }

    private static bool CanFind(Terms terms, Side target, PairState state) =>
        !terms.Pairing.Match.IsEmpty && terms.Capabilities[target].Find && KeyOf(state, target) is not null;

    /// <summary>
    /// The key tells for certain what a create of unknown outcome did, where the side did not just refuse it. Of a source that is gone it
    /// may not be possible to send it any more, for what it refers to is gone too: then it is looked for.
    /// </summary>
    private static bool CanReplay(Terms terms, Side target, Intent.Create create, PairState state) =>
        create is { Sent: true, Doubtful: true } && terms.Capabilities[target].IdempotencyKeys && state.Scratch.Exists is null
        && !(state[target.Other()].IsGone && state[target].Retry is { Attempt: > MostReplays });

    private static (PairState State, Ask? Ask) Send(
        PairState state, Side target, Intent.Create create, Terms terms, DateTimeOffset now)
    {
        if (create is { Sent: true, Doubtful: true } && !terms.Capabilities[target].IdempotencyKeys && !CanFind(terms, target, state))
            return (state.Halt is not null ? state : Linking.Ambiguous(state, "a create was sent and not answered, and nothing tells whether it was done: link what it made, or unlink this and lift that if it made nothing", now), null);
        if (!create.Sent || create.MissedAt is not null)
        {
            var source = state[target.Other()];
            create = create.Sent
                ? create with { MissedAt = null }
                : create with { Sent = true, Body = Outgoing(source.Seen, target, terms.Pairing), Key = source.MatchKey };
            state = state.Change(target, s => s with { Intent = create });
        }
        return (state, new Ask.Create(target, create.Body!, IdempotencyKey(state)));
    }

    /// <summary>Properties that flow to the target.</summary>
    private static CanonicalRecord Outgoing(CanonicalRecord source, Side target, Pairing pairing) => CanonicalRecord.Of(
        pairing.Properties
            .Where(p => p.Source is null || p.Source == target.Other())
            .Where(p => source.TryGet(p.Name, out _))
            .Select(p => KeyValuePair.Create(p.Name, source[p.Name]!)));

    private static PairState FoundNone(PairState state, Side target, Intent.Create create, Terms terms, DateTimeOffset now)
    {
        if (state.Scratch.Exists is { } exists)
            return Answering.Park(Withdraw(state, target), target, terms, null, exists, now);
        // What was done before it was first looked for can be found once the lag is over.
        var missedAt = create.MissedAt ?? now;
        if (create.Sent && missedAt + terms.Capabilities[target].FindLag is var believedAt && believedAt > now)
        {
            return Retrying.After(
                state.Change(target, s => s with { Intent = create with { MissedAt = missedAt } }), target,
                new Failure($"{target.Name()} may still not find what was just created", believedAt - now), now);
        }
        return state[target.Other()].IsGone ? Withdraw(state, target) : state with { Scratch = state.Scratch with { CreateStage = CreateStage.Send } };
    }

    private static PairState TakeFound(PairState state, Side side, FoundRecord found) => state with
    {
        Scratch = state.Scratch with { Taking = new Taking(side, found.ExternalId, found.Holder?.Row, OwnRead: true, Offered: false) },
    };

    private static PairState Created(PairState state, Side name, Intent.Create create, SideAnswer.Found stored, DateTimeOffset now)
    {
        var (body, changedAt) = (create.Body!, state[name.Other()].EditedAt.Values.Max());
        state = Linking.Link(state, name, stored, null, now);
        state = Answering.Agree(state, body);
        if (!create.Doubtful)
            state = Answering.Normalise(state, name, body, now);
        var origin = new Provenance(name.Other(), now, "created");
        return (state with
        {
            Provenance = state.Provenance.SetItems(body.Names.Select(p => KeyValuePair.Create(p, origin))),
        }).Note(new Activity(now, ActivityKind.Created, name, null, $"{name.Name()} {stored.ExternalId} from {name.Other().Name()} {state[name.Other()].Id}", null)
        {
            To = ValueJson.RecordText(body), Rule = "created", EditedAt = changedAt,
        });
    }

    /// <summary>The key is known and its record is gone: it was created, and a person deleted it.</summary>
    private static PairState DeletedMeanwhile(PairState state, Side name, Intent.Create create) =>
        Answering.Agree(state.Change(name, _ => SideState.Unknown with { Presence = Presence.Deleted }), create.Body!);

    private static PairState Doubt(PairState state, Side name, Intent.Create create, Failure failure, DateTimeOffset now) =>
        Retrying.After(Resume(state, name, create with { Doubtful = true }), name, failure, now);

    /// <summary>
    /// A definite refusal: whatever has the unique value is looked for and taken. If nothing is in doubt, this create made nothing, and
    /// what is found is a stranger's. Nor is there a doubt where the side keeps keys: it would have answered with what the key made.
    /// </summary>
    private static PairState LookForExisting(
        PairState state, Side name, Intent.Create create, WriteOutcome.AlreadyExists exists, bool isInDoubt)
    {
        state = Resume(state, name, isInDoubt ? create : new Intent.Create(null, Sent: false));
        return state with { Scratch = state.Scratch with { CreateStage = CreateStage.Find, Exists = exists.Reason } };
    }

    private static PairState Resume(PairState state, Side name, Intent.Create create) =>
        (state with { Scratch = state.Scratch with { CreateStage = CreateStage.ReadSource } })
            .Change(name, s => s with { Intent = create });
}
