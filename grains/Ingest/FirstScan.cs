namespace Sync.Grains;

/// <summary>
/// The first scan of an ingest: page by page through the listing, then through the rows that the listing did not show. Of a partition the
/// rows are not looked through, since nobody there knows what the others were shown: what is gone without word is the sweep's to find.
/// </summary>
internal sealed class FirstScan(IngestKey ingest, IConnector connector, IReadOnlyList<PairContext> pairings, IngestWindow window, TimeProvider time)
{
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);
    private Queue<PairContext> unswept = [];
    private PairId? sweptUpTo;
    private string? listedUpTo;
    private bool isAllListed;

    /// <summary>Whether it has been begun; the feed may be read then, from the cursor taken before.</summary>
    public bool IsBegun { get; private set; }

    /// <summary>Whether every page of it was taken.</summary>
    public bool IsOver => isAllListed && unswept.Count == 0;

    /// <summary>Records listed.</summary>
    public long Listed { get; private set; }

    /// <summary>Goes on from what is remembered; the rows of what was listed before then count as not shown.</summary>
    public void GoOn(IngestState state)
    {
        (listedUpTo, isAllListed) = (state.ListedUpTo, state.IsListed);
        IsBegun = state.IsBegun;
    }

    /// <summary>Forgets how far it came: it begins again.</summary>
    public void Forget()
    {
        (IsBegun, isAllListed, listedUpTo, sweptUpTo) = (false, false, null, null);
        unswept.Clear();
        listed.Clear();
    }

    /// <summary>Takes the next page.</summary>
    /// <param name="limit">Most records wanted.</param>
    /// <param name="begin">Remembers the feed's cursor, before anything is listed.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ConnectorException">The side failed; nothing was taken.</exception>
    public Task<List<Routed>> PullAsync(int limit, Func<string?, Task> begin, CancellationToken cancellation) =>
        isAllListed ? PullAbsentAsync(unswept.Peek(), limit) : PullListingAsync(limit, begin, cancellation);

    private async Task<List<Routed>> PullListingAsync(int limit, Func<string?, Task> begin, CancellationToken cancellation)
    {
        var listing = await connector.ListAsync(ingest.Kind, listedUpTo, limit, cancellation);
        if (!IsBegun)
            await begin(listing.FeedCursor);
        IsBegun = true;
        // The last page is remembered by where it began: until the scan is over, whoever goes on from there lists it again.
        var page = window.Listing.Open(listing.Next ?? listedUpTo);
        var now = time.GetUtcNow();
        var routed = listing.Items.Select(r => new Routed(
            window.Add(page, r.Id, pairings.Select(p => p.Pairing.Name), now), ChangeForm.Hint, r, null)).ToList();
        page.IsComplete = true;
        isAllListed = listing.Next is null;
        listedUpTo = listing.Next ?? listedUpTo;
        Listed += routed.Count;
        listed.UnionWith(listing.Items.Select(r => r.Id));
        if (isAllListed && ingest.Partition is null)
            unswept = new Queue<PairContext>(pairings);
        return routed;
    }

    /// <summary>A record that a row holds and the listing did not show may be gone: absence is a hint, and the pair reads.</summary>
    private async Task<List<Routed>> PullAbsentAsync(PairContext context, int limit)
    {
        var rows = await context.Store.ListAsync(new PairQuery(context.Pairing.Name, After: sweptUpTo, Limit: limit), CancellationToken.None);
        var absent = rows.Rows.Select(r => r.ExternalIds[ingest.Side]).OfType<string>().Distinct().Where(id => !listed.Contains(id)).ToList();
        var page = window.Listing.Open(listedUpTo);
        var routed = absent.Select(id => new Routed(
            window.Add(page, id, [context.Pairing.Name], time.GetUtcNow()), ChangeForm.Hint, null, null)).ToList();
        page.IsComplete = true;
        sweptUpTo = rows.More ? rows.Rows[^1].Id : null;
        if (!rows.More)
            unswept.Dequeue();
        if (unswept.Count == 0)
            listed.Clear();
        return routed;
    }
}
