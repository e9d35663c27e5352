namespace Sync.Grains;

/// <summary>
/// Takes the changes of one side and kind, page by page, and hands them to pairs. Knows nothing of Orleans. Not thread-safe,
/// but an acknowledgement may come in while a page is awaited.
/// </summary>
public sealed class IngestLoop
{
    private readonly string kind;
    private readonly IReadOnlyList<PairContext> pairings;
    private readonly IConnector connector;
    private readonly IWebhookInbox? inbox;
    private readonly ChangeRouter router;
    private readonly Func<IngestState, Task> save;
    private readonly TimeProvider time;
    private readonly Side side;
    private readonly List<(IngestWindow.Page Page, StoredHint Hint)> hints = [];
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);
    private Queue<PairContext> unswept = [];
    private PairId? sweptUpTo;
    private string? listedUpTo;
    private string? readUpTo;
    private bool isAllListed;
    private bool isCaughtUp;
    private long hintsTaken;
    private bool isSaving;
    private (string? Checkpoint, bool IsOfFeed)? acknowledgedUpTo;

    /// <summary>Goes on from a remembered state.</summary>
    /// <param name="side">The side.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="pairings">The pairings it feeds; at least one.</param>
    /// <param name="session">Names this activation's deliveries; never used before.</param>
    /// <param name="state">What was remembered.</param>
    /// <param name="save">Makes a state durable.</param>
    /// <param name="delivery">The way to the pairs.</param>
    /// <param name="inbox">Webhook hints, where there are any.</param>
    /// <param name="pairsAtOnce">How many pairs that hold one record are told of it at once.</param>
    public IngestLoop(
        Side side, string kind, IReadOnlyList<PairContext> pairings, long session, IngestState state,
        Func<IngestState, Task> save, IDelivery delivery, IWebhookInbox? inbox, int pairsAtOnce = 100)
    {
        (this.side, this.kind, this.pairings, this.save, this.inbox, State) = (side, kind, pairings, save, inbox, state);
        connector = pairings[0].Connectors[side];
        time = pairings[0].Time;
        Window = new IngestWindow(session);
        router = new ChangeRouter(side, pairings, connector, Window, delivery, new FanOuts(side, connector, Window, delivery, pairsAtOnce), time);
        (listedUpTo, readUpTo, isAllListed) = (state.ListedUpTo, state.Cursor, state.IsListed);
    }

    /// <summary>What is durable.</summary>
    public IngestState State { get; private set; }

    /// <summary>What was delivered and not acknowledged.</summary>
    public IngestWindow Window { get; }

    /// <summary>Records listed since this activation began.</summary>
    public long Listed { get; private set; }

    /// <summary>Changes taken from the feed since this activation began.</summary>
    public long Changes { get; private set; }

    /// <summary>Takes one page: of the listing, then of the rows it did not show, then, once that is durable, of the feed.</summary>
    /// <returns>Whether more is there now; a listing that is not durable yet has none.</returns>
    /// <exception cref="ConnectorException">The side failed; nothing was taken.</exception>
    public async Task<bool> PullAsync(int limit, TimeSpan wait, string? traceParent, CancellationToken cancellation)
    {
        if (State.IsListed && isAllListed)
            return await PullFeedAsync(limit, wait, traceParent, cancellation);
        if (!isAllListed)
            await PullListingAsync(limit, traceParent, cancellation);
        else if (unswept.TryPeek(out var pairing))
            await PullAbsentAsync(pairing, limit, traceParent);
        else
            return false;
        return true;
    }

    /// <summary>Takes hints out of the webhook inbox; they are removed once acknowledged.</summary>
    public async Task PullInboxAsync(int limit, string? traceParent)
    {
        if (inbox is null)
            return;
        var taken = await inbox.TakeAsync(side, kind, hintsTaken, limit, CancellationToken.None);
        if (taken.Count == 0)
            return;
        var page = new IngestWindow.Page(null);
        var routed = taken.Select(h => new Routed(Enter(page, h.ExternalId), ChangeForm.Hint, null, null)).ToList();
        hints.AddRange(taken.Select(h => (page, h)));
        hintsTaken = taken[^1].Number;
        foreach (var hint in routed)
            SyncTelemetry.ChangeTaken(side, kind, hint.Form);
        await router.RouteAsync(routed, State.Epoch, live: true, traceParent);
    }

    /// <summary>Delivers again what nobody acknowledged in time, as hints, starting at the look-up; and goes on with what many pairs are told.</summary>
    public async Task RedeliverAsync(int limit)
    {
        var overdue = Window.TakeOverdue(time.GetUtcNow(), limit);
        if (overdue.Count > 0)
            await router.RouteAsync([.. overdue.Select(e => new Routed(e, ChangeForm.Hint, null, null))], State.Epoch, live: false, null);
    }

    /// <summary>Takes acknowledgements.</summary>
    /// <returns>Whether <see cref="RedeliverAsync"/> has something to go on with at once.</returns>
    public bool Acknowledge(IEnumerable<Acknowledgement> acknowledgements)
    {
        var now = time.GetUtcNow();
        var goesOn = false;
        foreach (var acknowledgement in acknowledgements)
            goesOn |= Window.Acknowledge(acknowledgement, now);
        return goesOn;
    }

    /// <summary>Remembers how far everything is acknowledged.</summary>
    public async Task CheckpointAsync()
    {
        if (isSaving)
            return;
        isSaving = true;
        try
        {
            await RemoveHintsAsync();
            if (Window.TryAdvance(out var checkpoint))
                acknowledgedUpTo = (checkpoint, State.IsListed);
            var next = Advanced(State);
            if (next == State)
                return;
            await save(next);
            State = next;
        }
        finally
        {
            isSaving = false;
        }
    }

    private IngestState Advanced(IngestState next)
    {
        if (acknowledgedUpTo is var (checkpoint, isOfFeed) && isOfFeed == next.IsListed)
            next = isOfFeed ? next with { Cursor = checkpoint } : next with { ListedUpTo = checkpoint };
        if (!next.IsListed && isAllListed && unswept.Count == 0 && Window.IsEmpty)
            next = next with { IsListed = true, ListedUpTo = null };
        if (next.IsListed && !next.IsScanned && isCaughtUp && Window.IsEmpty)
            next = next with { IsScanned = true };
        return next;
    }

    private async Task PullListingAsync(int limit, string? traceParent, CancellationToken cancellation)
    {
        var listing = await connector.InBackground.ListAsync(kind, listedUpTo, limit, cancellation);
        if (listedUpTo is null)
            await BeginScanAsync(listing.FeedCursor);
        var page = Window.Open(listing.Next);
        var now = time.GetUtcNow();
        var routed = listing.Items.Select(r => new Routed(Enter(page, r.Id), ChangeForm.Hint, r, null)).ToList();
        page.IsComplete = true;
        (listedUpTo, isAllListed) = (listing.Next, listing.Next is null);
        Listed += routed.Count;
        listed.UnionWith(listing.Items.Select(r => r.Id));
        if (isAllListed)
            unswept = new Queue<PairContext>(pairings);
        await router.RouteAsync(routed, State.Epoch, live: false, traceParent);
    }

    /// <summary>A record that a row holds and the listing did not show may be gone: absence is a hint, and the pair reads.</summary>
    private async Task PullAbsentAsync(PairContext context, int limit, string? traceParent)
    {
        var rows = await context.Store.ListAsync(new PairQuery(context.Pairing.Name, After: sweptUpTo, Limit: limit), CancellationToken.None);
        var absent = rows.Rows.Select(r => r.ExternalIds[side]).OfType<string>().Distinct().Where(id => !listed.Contains(id)).ToList();
        var page = Window.Open(listedUpTo);
        var routed = absent.Select(id => new Routed(
            Window.Add(page, id, [context.Pairing.Name], time.GetUtcNow()), ChangeForm.Hint, null, null)).ToList();
        page.IsComplete = true;
        sweptUpTo = rows.More ? rows.Rows[^1].Id : null;
        if (!rows.More)
            unswept.Dequeue();
        if (unswept.Count == 0)
            listed.Clear();
        await router.RouteAsync(routed, State.Epoch, live: false, traceParent);
    }

    /// <summary>Every first scan starts a feed epoch: the cursor is remembered before anything is listed.</summary>
    private async Task BeginScanAsync(string? cursor)
    {
        var next = State with { Epoch = State.Epoch + 1, Cursor = cursor, ListedUpTo = null, IsListed = false };
        await save(next);
        State = next;
        readUpTo = cursor;
    }

    private async Task<bool> PullFeedAsync(int limit, TimeSpan wait, string? traceParent, CancellationToken cancellation)
    {
        FeedPage feed;
        try
        {
            feed = await connector.ChangesAsync(kind, readUpTo, limit, wait, cancellation);
        }
        catch (CursorExpiredException)
        {
            if (!Window.IsEmpty)
                return false;
            (isAllListed, isCaughtUp, listedUpTo) = (false, false, null);
            return true;
        }
        isCaughtUp |= !feed.More;
        if (feed.Items.Count == 0 && feed.Next == readUpTo)
            return feed.More;
        var page = Window.Open(feed.Next);
        var routed = feed.Items.Select(i => new Routed(
            Enter(page, i.Record.Id), i.Deleted ? ChangeForm.Tombstone : ChangeForm.Body, i.Deleted ? null : i.Record, i.Place)).ToList();
        page.IsComplete = true;
        readUpTo = feed.Next;
        Changes += routed.Count;
        foreach (var change in routed)
            SyncTelemetry.ChangeTaken(side, kind, change.Form);
        await router.RouteAsync(routed, State.Epoch, live: true, traceParent);
        return feed.More;
    }

    private WindowEntry Enter(IngestWindow.Page page, string externalId) =>
        Window.Add(page, externalId, pairings.Select(p => p.Pairing.Name), time.GetUtcNow());

    private async Task RemoveHintsAsync()
    {
        var done = hints.Where(h => h.Page.Waiting == 0).ToList();
        if (done.Count == 0)
            return;
        await inbox!.RemoveAsync(side, kind, [.. done.Select(h => h.Hint)], CancellationToken.None);
        hints.RemoveAll(h => done.Contains(h));
    }
}
