using System.Collections.Immutable;

namespace Sync.Grains;

/// <summary>What came of a suspect.</summary>
internal sealed record Settled
{
    /// <summary>It is divergent in these, at most one a side.</summary>
    public ImmutableArray<Divergence> Divergences { get; init; } = [];

    /// <summary>Records that are there although the listing did not show them.</summary>
    public PerSide<int> Unlisted { get; init; } = new(0, 0);

    /// <summary>Whether somebody did not answer.</summary>
    public bool Failed { get; init; }

    public SweepReport AddedTo(SweepReport report) => report with
    {
        Divergent = report.Divergent + (Divergences.IsEmpty ? 0 : 1),
        Failed = report.Failed + (Failed ? 1 : 0),
        Moved = report.Moved + (!Failed && Divergences.IsEmpty && Unlisted is (0, 0) ? 1 : 0),
        CrmUnlisted = report.CrmUnlisted + Unlisted.Crm,
        ShopUnlisted = report.ShopUnlisted + Unlisted.Shop,
        Counts = Divergences.Aggregate(report.Counts, Add),
        Examples = [.. report.Examples.Concat(Divergences).Take(SweepReport.MostExamples)],
    };

    private static ImmutableArray<DivergenceCount> Add(ImmutableArray<DivergenceCount> counts, Divergence found)
    {
        var known = counts.FirstOrDefault(count => count.Side == found.Side && count.Reason == found.Reason);
        return known is null
            ? [.. counts.Add(new DivergenceCount(found.Side, found.Reason, 1)).OrderBy(count => (count.Side, count.Reason))]
            : counts.Replace(known, known with { Count = known.Count + 1 });
    }
}
