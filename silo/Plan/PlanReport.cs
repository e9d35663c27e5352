using Sync.Configuration;
using Sync.Grains;

namespace Sync.Silo.Plan;

/// <summary>What would follow.</summary>
/// <param name="Pairings">In the order of the file.</param>
/// <param name="Writes">Every write, the CRM's first; in order on each side.</param>
/// <param name="Links">Records of both sides that would be linked.</param>
/// <param name="Decisions">Values that would give way to the other side's, by which rule.</param>
/// <param name="Conflicts">Properties that a person would have to decide.</param>
/// <param name="Halted">Pairs that would not come to be in step.</param>
/// <param name="DeletionsWaiting">Pairs whose deletion would wait for a person, beyond the budget.</param>
internal sealed record PlanReport(
    IReadOnlyList<PlannedPairing> Pairings, IReadOnlyList<PlannedWrite> Writes, IReadOnlyList<PlannedLink> Links,
    IReadOnlyList<PlannedDecision> Decisions, IReadOnlyList<PlannedConflict> Conflicts, IReadOnlyList<HaltedPair> Halted,
    IReadOnlyList<PairId> DeletionsWaiting)
{
    /// <summary>How many writes of a pairing do this on a side.</summary>
    public int Count(string pairing, PlannedVerb verb, Side side) => Writes.Count(w => w.Pairing == pairing && w.Verb == verb && w.Side == side);
}

/// <summary>A pairing, and what it would read otherwise.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pairs">Pairs it would have in the end.</param>
/// <param name="Change">What it would read otherwise than it did last; <see langword="null"/>: nothing, or it never ran.</param>
internal sealed record PlannedPairing(string Name, int Pairs, MappingChange? Change);

/// <summary>Two records, there already, that would become a pair.</summary>
internal sealed record PlannedLink(string Pairing, string Crm, string Shop);

/// <summary>A value that would give way.</summary>
internal sealed record PlannedDecision(string Pairing, PairId Pair, string Property, string Text);

/// <summary>A property that a person would have to decide.</summary>
internal sealed record PlannedConflict(string Pairing, string? Crm, string? Shop, string Property, string CrmValue, string ShopValue, string Reason);

/// <summary>A pair that would wait for something, or for a person.</summary>
internal sealed record HaltedPair(string Pairing, PairStatus Status, string? Crm, string? Shop, string Reason);
