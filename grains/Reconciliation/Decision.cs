namespace Sync.Reconciliation;

/// <summary>
/// What follows from a step, in this order: make <paramref name="Commit"/> durable, acknowledge (or refuse) what was taken, then
/// ask the one thing whose answer is the next input. Nothing to ask: the pair rests.
/// </summary>
/// <param name="State">The new state.</param>
/// <param name="Commit">What must be durable first; <see langword="null"/>: nothing.</param>
/// <param name="Acknowledge">Whether everything taken so far is durable then.</param>
/// <param name="Refuse">Whether the candidate offered goes back to the look-up.</param>
/// <param name="Ask">The next thing to ask.</param>
public sealed record Decision(PairState State, Commit? Commit, bool Acknowledge, bool Refuse, Ask? Ask);

/// <summary>A state to be made durable with what belongs to it.</summary>
/// <param name="Status">The row's status.</param>
/// <param name="MatchKey">The row's match key.</param>
/// <param name="OpenCreate">The side on which a create is open.</param>
/// <param name="NextAttempt">When the pair wants to be woken if nothing else does.</param>
/// <param name="Absorb">The half pair that is deleted with it.</param>
/// <param name="Purge">Whether the row is deleted.</param>
public sealed record Commit(
    PairStatus Status, string? MatchKey, Side? OpenCreate, DateTimeOffset? NextAttempt, AbsorbedRow? Absorb, bool Purge)
{
    /// <summary>The half pair that is inserted with it.</summary>
    public Released? Release { get; init; }

    /// <summary>The row it rests on.</summary>
    public WitnessRow? Witness { get; init; }

    /// <summary>The side that the pairing declares <c>many</c>.</summary>
    public Side? Many { get; init; }
}

/// <summary>A half pair to be inserted: its state, and its row.</summary>
public sealed record Released(PairState State, Commit Commit);

/// <summary>One question to the world. Closed.</summary>
public abstract record Ask
{
    private Ask()
    {
    }

    /// <summary>Read the pair's own record.</summary>
    public sealed record Read(Side Side, string ExternalId) : Ask;

    /// <summary>Read a record that may become the pair's.</summary>
    public sealed record ReadCandidate(Side Side, string ExternalId) : Ask;

    /// <summary>Find records with this record's match key, and the rows that hold them.</summary>
    public sealed record Find(Side Side, CanonicalRecord Record) : Ask;

    /// <summary>Search the store for an opposite half pair of the key, and for open creates on <paramref name="Side"/>.</summary>
    public sealed record LookAround(Side Side, string? MatchKey) : Ask;

    public sealed record Update(Side Side, string ExternalId, CanonicalRecord Patch, string? IfVersion) : Ask;

    public sealed record Create(Side Side, CanonicalRecord Body, string IdempotencyKey) : Ask;

    public sealed record Delete(Side Side, string ExternalId, string? IfVersion) : Ask;

    /// <summary>Write what the pairing writes into records that are archived.</summary>
    public sealed record Archive(Side Side, string ExternalId, string? IfVersion) : Ask;

    /// <summary>Ask the pairing's budget for a deletion on <paramref name="Side"/>.</summary>
    public sealed record Grant(Side Side, int Generation) : Ask;
}

/// <summary>What a step is judged by besides the state.</summary>
/// <param name="Pairing">The rule.</param>
/// <param name="Capabilities">What each side can do.</param>
/// <param name="Live">Whether both first scans are done, so that records may be created.</param>
/// <param name="Held">
/// Whether the database was set back and no person has agreed yet: only what a find would have shown is known to be missing.
/// </param>
public sealed record Terms(Pairing Pairing, PerSide<ConnectorCapabilities> Capabilities, bool Live, bool Held = false);
