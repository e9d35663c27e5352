using System.Collections.Immutable;

namespace Sync.Reconciliation;

/// <summary>What a pair carries from one step to the next in memory only.</summary>
public sealed record Scratch
{
    public static readonly Scratch Clean = new();

    /// <summary>Whether the state differs from the committed row in a way that matters.</summary>
    public bool IsDirty { get; init; }

    /// <summary>Whether the row is as the ingest inserted it: due, and nobody has looked at it.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the state must be durable before anything is read.</summary>
    public bool CommitsFirst { get; init; }

    /// <summary>What happened since the last commit.</summary>
    public ImmutableArray<Activity> Activity { get; init; } = [];

    /// <summary>Which reads the committed row owes.</summary>
    public PerSide<bool> DurableReads { get; init; } = new(false, false);

    /// <summary>The half pair that the next commit absorbs.</summary>
    public AbsorbedRow? Absorb { get; init; }

    /// <summary>The half pair that the next commit inserts, for a record that this pair lets go of.</summary>
    public PairState? Release { get; init; }

    /// <summary>The row that the next commit rests on.</summary>
    public WitnessRow? Witness { get; init; }

    /// <summary>The record being taken as this pair's counterpart.</summary>
    public Taking? Taking { get; init; }

    /// <summary>The barrier being lifted, until both records were read.</summary>
    public Hand? Lifting { get; init; }

    /// <summary>The creation being taken back, until what there is of both records was read.</summary>
    public TakenBack? TakingBack { get; init; }

    /// <summary>What the person who speaks is told instead of «done»: why not, or what would be written.</summary>
    public Instructed? Told { get; init; }

    /// <summary>What follows from what a person said, if it is done.</summary>
    public IReadOnlyList<Foreseen>? Foreseen { get; init; }

    /// <summary>The match key (empty: none) under which the store was last searched, after its commit.</summary>
    public string? LookedUnder { get; init; }

    /// <summary>The match key under which the side declared <c>many</c> was last searched, and nobody found.</summary>
    public string? SoughtUnder { get; init; }

    /// <summary>Whether other pairs hold the record that was left of this one, so that it has nothing to wait for.</summary>
    public bool IsNeedless { get; init; }

    /// <summary>When a half pair that waits for another pair looks again.</summary>
    public DateTimeOffset? LookAgainAt { get; init; }

    /// <summary>How often it has waited so.</summary>
    public int Waits { get; init; }

    /// <summary>How far the open create has come since it was decided or loaded.</summary>
    public CreateStage CreateStage { get; init; }

    /// <summary>Set when the side said that the record to be created exists already.</summary>
    public string? Exists { get; init; }

    /// <summary>Whether the pair is to see if other records of its side have its match key.</summary>
    public bool LooksForRivals { get; init; }

    /// <summary>Whether the candidate just offered is not this pair's, and goes back to the look-up.</summary>
    public bool Refused { get; init; }
}

/// <summary>A record about to become a pair's counterpart, if both records, read now, still match or a person said so.</summary>
/// <param name="Side">The side of that record.</param>
/// <param name="ExternalId">The record.</param>
/// <param name="Holder">The half pair that holds it and is absorbed; <see langword="null"/>: no row holds it.</param>
/// <param name="OwnRead">Whether this pair's own record was read for it.</param>
/// <param name="Offered">Whether an ingest offered it, and wants it back if refused.</param>
public sealed record Taking(Side Side, string ExternalId, AbsorbedRow? Holder, bool OwnRead, bool Offered)
{
    /// <summary>Who said so; <see langword="null"/>: nobody, and the records must match.</summary>
    public Hand? Hand { get; init; }
}

/// <summary>A person at work on a link.</summary>
/// <param name="By">Who.</param>
/// <param name="Preview">Whether nothing is done, and only told.</param>
/// <param name="Releases">The id of the row for the record that is let go; <see langword="null"/>: none is.</param>
public sealed record Hand(string By, bool Preview, PairId? Releases);

/// <summary>A person takes back that the records were created.</summary>
/// <param name="Said">What they said.</param>
/// <param name="Seen">The records as they were last seen then.</param>
public sealed record TakenBack(Input.TakeBack Said, PerSide<SideState> Seen);

/// <summary>The stages of an open create.</summary>
public enum CreateStage
{
    ReadSource,
    Find,
    Send,
}
