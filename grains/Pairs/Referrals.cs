using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>The pairs that a pair's records refer to.</summary>
public static class Referrals
{
    /// <summary>Their ids, of both sides' records as far as they are there; each may come twice.</summary>
    public static IEnumerable<string> Of(PairState state) =>
        from side in Sides.Both
        where !state[side].IsGone
        from property in state[side].Seen
        where property.Value is Value.Reference
        select ((Value.Reference)property.Value).Pair;
}
