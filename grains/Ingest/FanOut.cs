namespace Sync.Grains;

/// <summary>
/// A change of a record that many pairs hold, on its way to all of them, and to the half pairs that have its match key: page by page
/// in the order of ids, the next once all of this one have acknowledged. So an ingest keeps no more of a record that a hundred thousand
/// hold than of one that a few do. What changes meanwhile goes with the pages to come, and then once more from the first.
/// </summary>
internal sealed class FanOut(FanOut.Load load)
{
    private readonly Dictionary<PairId, bool> waiting = [];
    private readonly HashSet<PairId> done = [];
    private PairId? last;
    private bool isLastPage;

    /// <summary>The change that this lap is for: with it the lap's end settles all before it.</summary>
    public WindowEntry Entry { get; } = load.Change.Entry;

    /// <summary>What is told now.</summary>
    public Load Told { get; private set; } = load;

    /// <summary>What the next lap is for; <see langword="null"/>: nothing came since.</summary>
    public Load? Next { get; private set; }

    /// <summary>The newest delivery of the record that it knows.</summary>
    public long Newest => (Next ?? Told).Change.Entry.Delivery;

    /// <summary>The last pair of the page before.</summary>
    public PairId? After { get; private set; }

    /// <summary>Whether this page was handed over before.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether somebody is at work on it, between two awaits.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether all have acknowledged.</summary>
    public bool IsOver => isLastPage && IsPageDone;

    /// <summary>Whether all of this page have acknowledged.</summary>
    public bool IsPageDone => IsOpen && waiting.Count == 0;

    /// <summary>A newer change of the record. A mere hint takes no key away from what it follows.</summary>
    public void Take(Load newer)
    {
        if (newer.Change.Entry.Delivery <= Newest)
            return;
        Next = newer.MatchKey is null ? newer with { MatchKey = (Next ?? Told).MatchKey } : newer;
        if (newer.Change.Record is not null)
            Told = newer;
    }

    /// <summary>The page as it is now, which may not be as it was when it was handed over first; those who have not acknowledged.</summary>
    public IReadOnlyList<Concerned> Open(IReadOnlyList<Concerned> page, int size)
    {
        var owing = page.Where(one => !done.Contains(one.Pair)).ToList();
        waiting.Clear();
        foreach (var one in owing)
            waiting[one.Pair] = one.Holds;
        (last, isLastPage, IsOpen) = (page.Count > 0 ? page[^1].Pair : After, page.Count < size, true);
        return owing;
    }

    /// <summary>Goes on to the next page.</summary>
    public void Turn()
    {
        (After, IsOpen) = (last, false);
        done.Clear();
    }

    /// <summary>
    /// One pair speaks for itself only. A half pair that refuses is one no more, or is gone; a holder that refuses is looked up again.
    /// </summary>
    /// <returns>Whether it waits for nobody any more, or somebody is to be looked up again: <see cref="Entry"/> is due then.</returns>
    public bool Hear(Acknowledgement acknowledgement)
    {
        if (acknowledgement.Delivery < Entry.Delivery || !PairId.TryParse(acknowledgement.Pair, out var pair) || !waiting.TryGetValue(pair, out var holds))
            return false;
        if (acknowledgement.Refused && holds)
            return true;
        waiting.Remove(pair);
        done.Add(pair);
        return waiting.Count == 0;
    }

    /// <summary>A change, and all that goes with it.</summary>
    public sealed record Load(Routed Change, string? MatchKey, long Epoch, string? TraceParent);
}
