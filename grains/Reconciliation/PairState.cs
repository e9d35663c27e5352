using System.Collections.Immutable;

namespace Sync.Reconciliation;

/// <summary>
/// Everything a pair knows: what <c>Step</c> takes and gives. Immutable. All of it is persisted but <see cref="Scratch"/>, which
/// a crash may take: nothing in it is needed to be right, only to be quick.
/// </summary>
public sealed record PairState
{
    /// <summary>The pair.</summary>
    public required PairId Id { get; init; }

    /// <summary>What is known of each side's record.</summary>
    public required PerSide<SideState> Sides { get; init; }

    /// <summary>The values both sides last agreed on; a property that is absent was never agreed on.</summary>
    public CanonicalRecord Base { get; init; } = CanonicalRecord.Nothing;

    /// <summary>Properties that wait for a person; sticky until resolved or until both sides are equal.</summary>
    public ImmutableSortedDictionary<string, Conflict> Conflicts { get; init; } =
        ImmutableSortedDictionary.Create<string, Conflict>(StringComparer.Ordinal);

    /// <summary>For each agreed property, who put its present value there.</summary>
    public ImmutableSortedDictionary<string, Provenance> Provenance { get; init; } =
        ImmutableSortedDictionary.Create<string, Provenance>(StringComparer.Ordinal);

    /// <summary>Why the pair stands still; <see langword="null"/>: it does not.</summary>
    public Halt? Halt { get; init; }

    /// <summary>Why its records go, and the row with them; <see langword="null"/>: they stay.</summary>
    public Retirement? Retired { get; init; }

    /// <summary>The pair that a person said this one's records belong to; <see langword="null"/>: none.</summary>
    public PairId? MergedInto => Retired?.Into;

    /// <summary>Rises with every create after the first; part of the idempotency key and of a deletion's grant.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>The mapping revision under which base was agreed.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>What need not survive a crash.</summary>
    public Scratch Scratch { get; init; } = Scratch.Clean;

    /// <summary>A pair of which only one record is known.</summary>
    public static PairState Half(PairId id, Side side, string externalId, string? matchKey)
    {
        var known = SideState.Unknown with { Id = externalId, Presence = Presence.Present, MatchKey = matchKey };
        return new PairState { Id = id, Sides = new PerSide<SideState>(SideState.Unknown, SideState.Unknown).With(side, known) };
    }

    /// <summary>The state of one side.</summary>
    public SideState this[Side side] => Sides[side];

    /// <summary>Whether both records are named.</summary>
    public bool IsLinked => Sides.Crm.Id is not null && Sides.Shop.Id is not null;

    /// <summary>Whether each side has a record, or had one that is gone.</summary>
    internal bool HasCounterpart => Sides.Crm is { Id: not null } or { IsGone: true } && Sides.Shop is { Id: not null } or { IsGone: true };

    /// <summary>What <paramref name="side"/> held when base was agreed: base, or that side's own form of it.</summary>
    public Value? BaseOf(Side side, string property) => Sides[side].Normalised[property] ?? Base[property];

    /// <summary>The state as it is right after it was made durable.</summary>
    public PairState Committed() => this with
    {
        Scratch = Scratch with
        {
            IsNew = false, IsDirty = false, CommitsFirst = false, Activity = [], Absorb = null, Release = null, Witness = null,
            DurableReads = Sides.Select(side => side.ReadOwed),
        },
    };

    /// <summary>The state once a refused candidate was sent back.</summary>
    public PairState Refused() => this with { Scratch = Scratch with { Refused = false } };

    /// <summary>The state once a person was answered.</summary>
    public PairState Answered() => Scratch is { Told: null, Foreseen: null } ? this : this with { Scratch = Scratch with { Told = null, Foreseen = null } };

    internal PairState With(Side side, SideState value) => this with { Sides = Sides.With(side, value) };

    internal PairState Change(Side side, Func<SideState, SideState> change) => With(side, change(Sides[side])).Dirty();

    internal PairState Dirty() => Scratch.IsDirty ? this : this with { Scratch = Scratch with { IsDirty = true } };

    internal PairState Note(Activity activity) =>
        this with { Scratch = Scratch with { IsDirty = true, Activity = Scratch.Activity.Add(activity) } };
}

/// <summary>What is known of one side's record.</summary>
public sealed record SideState
{
    /// <summary>Nothing is known yet.</summary>
    public static readonly SideState Unknown = new();

    /// <summary>The external id; <see langword="null"/> while there is no record to name.</summary>
    public string? Id { get; init; }

    public Presence Presence { get; init; }

    /// <summary>The last-seen version; <see langword="null"/>: none, or not known.</summary>
    public string? Version { get; init; }

    /// <summary>The digest of the mapped record at <see cref="Version"/>.</summary>
    public Digest? Digest { get; init; }

    /// <summary>The mapped record at <see cref="Version"/>, and what earlier versions told where it is silent.</summary>
    public CanonicalRecord Seen { get; init; } = CanonicalRecord.Nothing;

    /// <summary>This side's own form of a base value, where it stored another value than the one sent. Never sent back.</summary>
    public CanonicalRecord Normalised { get; init; } = CanonicalRecord.Nothing;

    /// <summary>
    /// For properties found to hold another value than a write of unknown outcome sent: what was sent. The value may be the
    /// side's own form of it, or a person's edit.
    /// </summary>
    public CanonicalRecord Doubted { get; init; } = CanonicalRecord.Nothing;

    /// <summary>For properties edited here since base: the modified-at of the observation in which the value changed.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset?> EditedAt { get; init; } =
        ImmutableSortedDictionary.Create<string, DateTimeOffset?>(StringComparer.Ordinal);

    /// <summary>The normalised match key.</summary>
    public string? MatchKey { get; init; }

    /// <summary>Whether the record fulfils the pairing's <c>where</c>.</summary>
    public bool InScope { get; init; } = true;

    /// <summary>The place in the feed up to which <see cref="Seen"/> is current.</summary>
    public Position? Position { get; init; }

    /// <summary>Whether a read or a write of ours took <see cref="Seen"/> past the feed; then no body is merged unread.</summary>
    public bool Ahead { get; init; }

    /// <summary>Whether the record must be read before anything is decided.</summary>
    public bool ReadOwed { get; init; }

    /// <summary>Why the record cannot be mapped, and the property; nothing is written until it can.</summary>
    public Mapped.Bad? Unreadable { get; init; }

    /// <summary>References whose records are not linked yet, with the ids they name; the record is read again until they are.</summary>
    public ImmutableSortedDictionary<string, string> Awaits { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How often in a row they were asked after, and when again.</summary>
    public (int Attempt, DateTimeOffset At) AskedAfter { get; init; }

    /// <summary>The write that may have been sent to this side and is not answered.</summary>
    public Intent? Intent { get; init; }

    /// <summary>When this side may be asked again.</summary>
    public Retry? Retry { get; init; }

    /// <summary>Whether a deletion met a version that is not ours: an edit, whatever it edited.</summary>
    public bool Resisted { get; init; }

    /// <summary>The newest feed body that had to be read first; ends <see cref="Ahead"/> if the read tells the same. Not persisted.</summary>
    public FeedMark? Unconfirmed { get; init; }

    /// <summary>How often in a row a write met another version, or no record, or the record was lost and made again. Not persisted.</summary>
    public int Mismatches { get; init; }

    /// <summary>Whether the record was read in this run of the loop and not written since. Not persisted.</summary>
    public bool Fresh { get; init; }

    internal bool IsReady(DateTimeOffset now) => Retry is null || Retry.NotBefore <= now;

    /// <summary>Whether a record was there and is not any more.</summary>
    public bool IsGone => Presence is Presence.Deleted or Presence.Removed;
}

/// <summary>Whether a record exists on its side.</summary>
public enum Presence
{
    Unknown,
    Present,

    /// <summary>A read answered not-found.</summary>
    Deleted,

    /// <summary>Deleted by us, because the other side's was.</summary>
    Removed,
}

/// <summary>A body's place, version and digest, without the body.</summary>
public readonly record struct FeedMark(Position Position, string? Version, Digest? Digest);

/// <summary>A write decided on and committed before it is sent. Closed.</summary>
public abstract record Intent
{
    private Intent()
    {
    }

    /// <summary>
    /// Whether an earlier send of it may have done its work: its outcome was unknown, or a crash hid it. Not persisted as such:
    /// every intent that is loaded is doubtful.
    /// </summary>
    public bool Doubtful { get; init; }

    /// <summary>Whether an answer that did not show what was stored said that it was taken, and nobody has looked since. Of an update only it is persisted.</summary>
    public bool IsTaken { get; init; }

    /// <summary>The version it was decided for; <see langword="null"/>: none.</summary>
    internal string? Version => this switch
    {
        Update update => update.IfVersion,
        Archive archive => archive.IfVersion,
        Delete delete => delete.IfVersion,
        _ => null,
    };

    /// <param name="Patch">The values to set.</param>
    /// <param name="IfVersion">The version it was computed from.</param>
    public sealed record Update(CanonicalRecord Patch, string? IfVersion) : Intent
    {
        /// <summary>For values combined of both sides' edits: what the other side had, which becomes base once they are stored.</summary>
        public CanonicalRecord Combined { get; init; } = CanonicalRecord.Nothing;

        /// <summary>Whether it was refused while it was in doubt. Not persisted.</summary>
        public bool IsRefused { get; init; }

        /// <summary>The version it made, by an answer that did not show what was stored; <see langword="null"/>: no answer named it.</summary>
        public string? StoredAs { get; init; }

        /// <summary>What becomes base once the patch, or a part of it, is stored.</summary>
        internal CanonicalRecord Agreed(IEnumerable<KeyValuePair<string, Value>> stored) =>
            CanonicalRecord.Of(stored.Select(p => KeyValuePair.Create(p.Key, Combined[p.Key] ?? p.Value)));
    }

    /// <param name="Body">What is sent; <see langword="null"/> until it is about to be.</param>
    /// <param name="Sent">Whether it may have been sent.</param>
    public sealed record Create(CanonicalRecord? Body, bool Sent) : Intent
    {
        /// <summary>The match key that was sent; <see langword="null"/>: nothing was, or nothing that has one.</summary>
        public string? Key { get; init; }

        /// <summary>When it was first looked for in vain since it was sent last, on a side whose find lags; <see langword="null"/>: it was not.</summary>
        public DateTimeOffset? MissedAt { get; init; }
    }

    /// <param name="IfVersion">The version that may be archived.</param>
    public sealed record Archive(string? IfVersion) : Intent;

    /// <param name="IfVersion">The version that may be deleted.</param>
    /// <param name="Granted">Whether the pairing's budget granted it.</param>
    public sealed record Delete(string? IfVersion, bool Granted) : Intent;
}

/// <summary>A property edited on both sides that a person must decide.</summary>
public sealed record Conflict(Value Base, Value Crm, Value Shop, string Reason);

/// <summary>Who put a property's agreed value there.</summary>
/// <param name="Side">The side it came from.</param>
/// <param name="At">When it was agreed.</param>
/// <param name="Rule">first agreement, created, edit, newer, crm, shop, combined, manual, undo or equal.</param>
public sealed record Provenance(Side Side, DateTimeOffset At, string Rule)
{
    /// <summary>The person who wanted it; <see langword="null"/>: whoever edited it there.</summary>
    public string? By { get; init; }

    /// <summary>The mapping revision under which it was agreed; <see langword="null"/>: the pair's own.</summary>
    public int? Revision { get; init; }

    /// <summary>The other side's value that it replaced, if that had come a moment before.</summary>
    public Value? Replaced { get; init; }

    /// <summary>How often in a row the two sides put back each other's value.</summary>
    public int Swings { get; init; }
}

/// <summary>A side that failed: how often in a row, when it may be asked again, and why.</summary>
public sealed record Retry(int Attempt, DateTimeOffset NotBefore, string Reason);

/// <summary>What is left of a pair's records goes, because a person said so.</summary>
/// <param name="By">Who; empty where an earlier build did not note it.</param>
/// <param name="Into">The pair that the records were a second time; <see langword="null"/>: it was taken back that they were created.</param>
public sealed record Retirement(string By, PairId? Into);

/// <summary>Why a pair stands still.</summary>
/// <param name="Status">parked, ambiguous or unlinked.</param>
/// <param name="Reason">For a person, in the side's own words where it has some.</param>
/// <param name="Property">The property, where it is about one.</param>
/// <param name="Contested">Whether it is because other records of its side have its match key; it ends when they have it no more.</param>
public sealed record Halt(PairStatus Status, string Reason, string? Property = null, bool Contested = false);
