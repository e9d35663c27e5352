using static Sync.Reconciliation.Tests.Texts;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// A conversation with the core, told from the world's side: each call is one input, through <see cref="PairProtocol.Step"/> and
/// nothing else, and what the step wanted durable is made so. No write is ever asked that the row does not hold as an intent.
/// </summary>
internal sealed class Talk(PairState state, Pairing pairing)
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private Input? violation;
    private int versions = 1;
    private long place = 10;

    public PairState State { get; private set; } = state;

    public Terms Terms { get; private set; } = new(pairing, new PerSide<ConnectorCapabilities>(new(), new()), Live: true);

    public Decision Decision { get; private set; } = new(state, null, false, false, null);

    /// <summary>The state that the row holds.</summary>
    public PairState Row { get; private set; } = Stored(state);

    /// <summary>What was told with all commits.</summary>
    public List<Activity> Told { get; } = [];

    /// <summary>The last commit ever made.</summary>
    public Commit? LastCommit { get; private set; }

    public DateTimeOffset Now { get; private set; } = Noon;

    public Ask? Asked => Decision.Ask;

    public PairStatus Status => Standing.StatusOf(State, Terms);

    public SideState Crm => State.Sides.Crm;

    public SideState Shop => State.Sides.Shop;

    public Talk Under(Func<Pairing, Pairing> change) => Judged(Terms with { Pairing = change(Terms.Pairing) });

    public Talk NotLive() => Judged(Terms with { Live = false });

    public Talk Held(bool held = true) => Judged(Terms with { Held = held });

    public Talk Live() => Judged(Terms with { Live = true });

    public Talk Where(Side side, Func<ConnectorCapabilities, ConnectorCapabilities> change) =>
        Judged(Terms with { Capabilities = Terms.Capabilities.With(side, change(Terms.Capabilities[side])) });

    /// <summary>The feed shows the record with these values changed, in a new version at the next place unless said otherwise.</summary>
    public Talk Feed(Side side, string edit, string? version = null, long? at = null, DateTimeOffset? modifiedAt = null, bool besideHint = false) =>
        Step(new Input.Observed(
            side, Pair.Name(side), Edited(side, edit).Mapped(), version ?? NextVersion(side), modifiedAt ?? Now, new Position(1, at ?? ++place), besideHint) { Now = Now });

    /// <summary>The feed shows a record that cannot be mapped.</summary>
    public Talk FeedsBad(Side side, string property, string reason) => Step(new Input.Observed(
        side, Pair.Name(side), new Mapped.Bad(property, reason), NextVersion(side), Now, new Position(1, ++place), false) { Now = Now });

    /// <summary>The feed shows the very state last seen.</summary>
    public Talk Echo(Side side, long? at = null) => Feed(side, "", State[side].Version, at);

    public Talk Hint(Side side) => Step(new Input.Hint(side, Pair.Name(side)) { Now = Now });

    public Talk Due() => Step(new Input.Due { Now = Now });

    /// <summary>Nothing happens until then.</summary>
    public DateTimeOffset Wait(DateTimeOffset until) => Now = until > Now ? until : Now;

    public Talk Later(TimeSpan time)
    {
        Now += time;
        return Due();
    }

    /// <summary>A person edits, and a hint has the pair read it.</summary>
    public Talk Edits(Side side, string edit) => Hint(side).Reads(side, edit, NextVersion(side));

    /// <summary>A read shows the record with these values changed, at the version last seen unless said otherwise.</summary>
    public Talk Reads(Side side, string edit = "", string? version = null, DateTimeOffset? modifiedAt = null, bool inScope = true) => Step(new Input.Read(
        side, new SideAnswer.Found(Pair.Name(side), Edited(side, edit).Mapped(inScope), version ?? State[side].Version ?? NextVersion(side), modifiedAt ?? Now)) { Now = Now });

    public Talk ReadsBad(Side side, string property, string reason) => Step(new Input.Read(
        side, new SideAnswer.Found(Pair.Name(side), new Mapped.Bad(property, reason), NextVersion(side), Now)) { Now = Now });

    public Talk ReadsGone(Side side) => Step(new Input.Read(side, new SideAnswer.NotFound()) { Now = Now });

    public Talk ReadFails(Side side, TimeSpan? retryAfter = null) =>
        Step(new Input.Read(side, new SideAnswer.Failed(new Failure("no answer", retryAfter))) { Now = Now });

    public Talk ReadsCandidate(Side side, string id, string record) => Step(new Input.CandidateRead(
        side, new SideAnswer.Found(id, Record(record).Mapped(), NextVersion(side), Now)) { Now = Now });

    public Talk CandidateIsGone(Side side) => Step(new Input.CandidateRead(side, new SideAnswer.NotFound()) { Now = Now });

    public Talk CandidateReadFails(Side side) => Step(new Input.CandidateRead(side, new SideAnswer.Failed(new Failure("no answer"))) { Now = Now });

    /// <summary>The write in question succeeded, and these values were stored otherwise than sent.</summary>
    public Talk Stores(Side side, string otherwise = "", string? version = null)
    {
        var sent = Asked switch
        {
            Ask.Update update => update.Patch,
            Ask.Create create => create.Body,
            _ => throw new InvalidOperationException($"Nothing was written: {Asked}"),
        };
        var stored = State[side].Seen.With(sent).With(Record(otherwise));
        var id = State[side].Id ?? Pair.Name(side);
        return Step(new Input.Written(
            side, new WriteOutcome.Succeeded(null), new SideAnswer.Found(id, stored.Mapped(), version ?? NextVersion(side), Now)) { Now = Now });
    }

    public Talk Answers(Side side, WriteOutcome outcome) => Step(new Input.Written(side, outcome, null) { Now = Now });

    public Talk AnswersUnknown(Side side) => Answers(side, new WriteOutcome.Unknown(new Failure("the connection broke")));

    public Talk Finds(Side side, params FoundRecord[] records) => Step(new Input.Found(side, records, null) { Now = Now });

    public Talk FindFails(Side side) => Step(new Input.Found(side, [], new Failure("no answer")) { Now = Now });

    public Talk LooksAround(Holder? counterpart = null, bool createIsOpen = false) =>
        Step(new Input.LookedAround(counterpart, createIsOpen) { Now = Now });

    public Talk Offers(Side side, string id, bool isHeld = false) => Step(new Input.Candidate(side, id, isHeld) { Now = Now });

    public Talk Grants(Side side, bool yes = true) => Step(new Input.Granted(side, yes) { Now = Now });

    public Talk Resolves(string property, Side choice) => Step(new Input.Resolve(
        property, choice, ValueJson.Text(Crm.Seen[property]!), ValueJson.Text(Shop.Seen[property]!), "Eve") { Now = Now });

    /// <summary>Eve sets a property back on both sides, or to one value each.</summary>
    public Talk Undoes(string property, string crm, string? shop = null) => Step(Undo(property, crm, shop));

    public Input.Undo Undo(string property, string crm, string? shop = null) => new(
        [new SetBack(
            property, ValueJson.Text(Value(crm)), ValueJson.Text(Value(shop ?? crm)), ValueJson.Text(Crm.Seen[property]!), ValueJson.Text(Shop.Seen[property]!))],
        "Eve", "the import") { Now = Now };

    /// <summary>Eve takes back that the records were created; the story has it that each was changed last at these times.</summary>
    public Talk TakesBack(DateTimeOffset? crmChangedAt = null, DateTimeOffset? shopChangedAt = null) => Step(TakeBack(crmChangedAt, shopChangedAt));

    public Input.TakeBack TakeBack(DateTimeOffset? crmChangedAt = null, DateTimeOffset? shopChangedAt = null) =>
        new("Eve", "the import", new(crmChangedAt, shopChangedAt)) { Now = Now };

    /// <summary>Why an instruction would not be taken now.</summary>
    public Instructed? Refuses(Input instruction) => Instructing.Check(State, instruction, Terms);

    public Talk Unlinks() => Step(new Input.Unlink("Eve") { Now = Now });

    public Talk Links(Side side, string id, Holder? holder = null, PairId? instead = null, bool preview = false) =>
        Step(new Input.Link(side, id, holder, instead, "Eve", preview) { Now = Now });

    public Talk Lifts(bool preview = false) => Step(new Input.Lift("Eve", preview) { Now = Now });

    public Talk Splits(Side leaves, PairId into, bool preview = false) => Step(new Input.Split(leaves, into, "Eve", preview) { Now = Now });

    public Talk Merges(Holder? into, bool preview = false) => Step(new Input.Merge(into, "Eve", preview) { Now = Now });

    /// <summary>What the person who spoke last was told; <see langword="null"/>: nothing yet.</summary>
    public Instructed? Heard { get; private set; }

    /// <summary>What the person was told would follow, or follows: side, property and value, or the act.</summary>
    public string Foreseen => string.Join("; ", (Heard switch
    {
        Instructed.Done done => done.Follows,
        Instructed.Previewed previewed => previewed.Follows,
        _ => throw new InvalidOperationException($"{Heard} foresees nothing."),
    }).Select(f => $"{f.Side.Name()} {f.Property ?? f.Act.ToString()} {f.Now} > {f.Then}, {f.Rule}"));

    /// <summary>The half pair that the last commit with one inserted.</summary>
    public Released? Released { get; private set; }

    public Talk Refreshes() => Step(new Input.Refresh { Now = Now });

    public Talk Replays() => Step(new Input.Replay("Eve") { Now = Now });

    /// <summary>The store will answer the next commit with this, and write nothing.</summary>
    public Talk ButTheStoreSays(Func<DateTimeOffset, Input> next)
    {
        violation = next(Now);
        return this;
    }

    /// <summary>The process dies; the row is loaded again, and what was left is due.</summary>
    public Talk Crashes()
    {
        State = Row;
        return Due();
    }

    public Talk Step(Input input)
    {
        Decision = PairProtocol.Step(State, input, Terms);
        State = Decision.State;
        if (Decision.Commit is { } commit)
        {
            LastCommit = commit;
            if (violation is { } next)
            {
                violation = null;
                return Step(next);
            }
            Told.AddRange(State.Scratch.Activity);
            State = State.Committed();
            Row = Stored(State);
            Released = commit.Release ?? Released;
        }
        if (Decision.Acknowledge || State.Scratch.Told is not null)
        {
            Heard = State.Scratch.Told ?? (State.Scratch.Foreseen is { } follows ? new Instructed.Done(Status) { Follows = follows } : Heard);
            State = State.Answered();
        }
        if (Decision.Refuse)
            State = State.Refused();
        IsCommitted(Asked).ShouldBeTrue($"{Asked} is asked and is no intent of the row");
        if (Decision.Acknowledge && Decision.Commit is not { Purge: true })
            Promised(State).ShouldBe(Promised(Row), "what is acknowledged stands in the row");
        return this;
    }

    /// <summary>What a crash may not take of a state: all of it, but how far the feed has confirmed what was seen.</summary>
    private static string Promised(PairState state) => System.Text.Encoding.UTF8.GetString(PairStateCodec.Encode(
        state with { Sides = state.Sides.Select(side => side with { Ahead = false, Position = null }) }));

    /// <summary>Whether a write that is asked stands in the row as the intent to do exactly this.</summary>
    private bool IsCommitted(Ask? ask) => ask switch
    {
        Ask.Update update => Row[update.Side].Intent is Intent.Update { Patch: var patch } && patch.Equals(update.Patch),
        Ask.Create create => Row[create.Side].Intent is Intent.Create { Sent: true, Body: { } body } && body.Equals(create.Body),
        Ask.Archive archive => Row[archive.Side].Intent is Intent.Archive,
        Ask.Delete delete => Row[delete.Side].Intent is Intent.Delete { Granted: true },
        Ask.Grant grant => Row[grant.Side].Intent is Intent.Delete,
        _ => true,
    };

    private Talk Judged(Terms terms)
    {
        Terms = terms;
        return this;
    }

    private CanonicalRecord Edited(Side side, string edit) => State[side].Seen.With(Record(edit));

    private string NextVersion(Side side) => $"{Pair.Name(side)}{++versions}";

    private static PairState Stored(PairState state) => PairStateCodec.Decode(new PairRow
    {
        Id = state.Id,
        ExternalIds = state.Sides.Select(side => side.Id),
        Status = PairStatus.New,
        UpdatedAt = Noon,
        State = PairStateCodec.Encode(state),
    });
}
