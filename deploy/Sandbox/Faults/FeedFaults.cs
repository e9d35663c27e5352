using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Faults;

/// <summary>Skips, repeats and shuffles the items of a feed page.</summary>
internal static class FeedFaults
{
    /// <param name="bench">The faults in force.</param>
    /// <param name="page">The page as it should be; an empty one stays empty, or a long-poll would never rest.</param>
    /// <param name="previous">The last item of the page before, which may come again.</param>
    public static IReadOnlyList<StoredRecord> Apply(
        FaultBench bench, IReadOnlyList<StoredRecord> page, Func<StoredRecord?> previous)
    {
        var faults = bench.Settings;
        if (page.Count == 0 || faults is { DuplicateFeedRate: <= 0, SkipFeedRate: <= 0, ReorderFeed: false }) return page;

        var items = page.Where(_ => !bench.Happens(faults.SkipFeedRate)).ToList();
        foreach (var item in items.ToArray())
        {
            if (!bench.Happens(faults.DuplicateFeedRate)) continue;
            var after = items.IndexOf(item) + 1;
            items.Insert(after + bench.Pick(items.Count - after + 1), item);
        }
        if (bench.Happens(faults.DuplicateFeedRate) && previous() is { } again) items.Insert(0, again);
        if (faults.ReorderFeed) Shuffle(bench, items);
        return items;
    }

    private static void Shuffle(FaultBench bench, List<StoredRecord> items)
    {
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = bench.Pick(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
