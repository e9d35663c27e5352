namespace Sync.Grains;

/// <summary>
/// Takes the changes of one side and kind, or of a partition of it, page by page, and hands them to pairs. Knows nothing of Orleans. Not thread-safe,
/// but what it does may be interleaved: a page of the feed, one of the first scan, the inbox, and acknowledgements.
/// </summary>
public sealed class IngestLoop
{
    /// <summary>Nothing more is taken while more than so many changes wait for their acknowledgement.</summary>
    private const int MostWaiting = 2_000;

    private readonly IngestKey ingest;
    private readonly IReadOnlyList<PairContext> pairings;
    private readonly IConnector connector;
    private readonly IWebhookInbox? inbox;
    private readonly ChangeRouter router;
    private readonly Func<IngestState, Task> save;
    private readonly TimeProvider time;
    private readonly List<(IngestWindow.Page Page, StoredHint Hint)> hints = [];
    private readonly FirstScan scan;
    private readonly int mostListed;
    private string? readUpTo;
    private bool isExpired;
    private long? caughtUpAt;
    private long hintsTaken;
    private bool isSaving;
    private IngestState acknowledged;

    /// <summary>Goes on from a remembered state.</summary>
    /// <param name="ingest">Which it is.</param>
    /// <param name="pairings">The pairings it feeds; at least one.</param>
    /// <param name="session">Names this activation's deliveries; never used before.</param>
    /// <param name="state">What was remembered.</param>
    /// <param name="save">Makes a state durable.</param>
    /// <param name="delivery">The way to the pairs.</param>
    /// <param name="inbox">Webhook hints, where there are any.</param>
    /// <param name="pairsAtOnce">How many pairs that hold one record are told of it at once.</param>
    /// <param name="mostListed">The listing waits while more than so many changes do; the feed has the rest of the window's room.</param>
    public IngestLoop(
        IngestKey ingest, IReadOnlyList<PairContext> pairings, long session, IngestState state,
        Func<IngestState, Task> save, IDelivery delivery, IWebhookInbox? inbox, int pairsAtOnce = 100, int mostListed = 500)
    {
        (this.ingest, this.pairings, this.save, this.inbox, this.mostListed) = (ingest, pairings, save, inbox, mostListed);
        State = acknowledged = state;
        connector = pairings[0].Connectors[ingest.Side];
        if (ingest.Partition is { } partition)
            connector = connector.InPartition(partition);
        time = pairings[0].Time;
        Window = new IngestWindow(session);
        router = new ChangeRouter(ingest, pairings, connector, Window, delivery, new FanOuts(ingest, connector, Window, delivery, pairsAtOnce), time);
        scan = new FirstScan(ingest, connector.InBackground, pairings, Window, time);
        scan.GoOn(state);
        readUpTo = state.Cursor;
    }

    /// <summary>What is durable.</summary>
    public IngestState State { get; private set; }

    /// <summary>What was delivered and not acknowledged.</summary>
    public IngestWindow Window { get; }

    /// <summary>Records listed since this activation began.</summary>
    public long Listed => scan.Listed;

    /// <summary>Changes taken from the feed since this activation began.</summary>
    public long Changes { get; private set; }

    /// <summary>Whether the window has room for another page of the feed.</summary>
    public bool HasRoom => Window.Count <= MostWaiting;

    /// <summary>Whether it has room for another page of the first scan; it leaves some to the feed.</summary>
    public bool HasRoomToScan => Window.Count <= mostListed;

    /// <summary>Whether a first scan is under way or to be begun.</summary>
    public bool IsScanning => isExpired || !scan.IsOver;

    /// <summary>Takes a page of the feed, also while the first scan is under way: whoever edits meanwhile does not wait for its end.</summary>
    /// <returns>Whether more is there now.</returns>
    /// <exception cref="ConnectorException">The side failed; nothing was taken.</exception>
    public async Task<bool> PullAsync(int limit, TimeSpan wait, string? traceParent, CancellationToken cancellation)
    {
        if (!scan.IsBegun || isExpired || !HasRoom)
            return false;
        var isListed = State.IsListed;
        FeedPage feed;
        try
        {
            feed = await connector.ChangesAsync(ingest.Kind, readUpTo, limit, wait, cancellation);
        }
        catch (CursorExpiredException)
        {
            isExpired = true;
            return false;
        }
        if (feed.Items.Count > 0 || feed.Next != readUpTo)
            await TakeAsync(feed, traceParent);
        // Where the feed ended after all was listed tells how much of it was to be replayed.
        if (isListed && !feed.More)
            caughtUpAt ??= Window.Feed.Opened;
        return feed.More;
    }

    /// <summary>Takes a page of the first scan: of the listing, or of the rows it did not show.</summary>
    /// <returns>Whether another is to be taken now.</returns>
    /// <exception cref="ConnectorException">The side failed; nothing was taken.</exception>
    public async Task<bool> ScanAsync(int limit, string? traceParent, CancellationToken cancellation)
    {
        if ((isExpired && !TryBeginAgain()) || scan.IsOver || !HasRoomToScan)
            return false;
        var routed = await scan.PullAsync(limit, BeginScanAsync, cancellation);
        await router.RouteAsync(routed, State.Epoch, live: false, traceParent);
        return !scan.IsOver;
    }

    /// <summary>Takes hints out of the webhook inbox; they are removed once acknowledged.</summary>
    public async Task PullInboxAsync(int limit, string? traceParent)
    {
        if (inbox is null)
            return;
        var taken = await inbox.TakeAsync(ingest.Side, ingest.Kind, hintsTaken, limit, CancellationToken.None);
        if (taken.Count == 0)
            return;
        var page = new IngestWindow.Page(null);
        var routed = taken.Select(h => new Routed(Enter(page, h.ExternalId), ChangeForm.Hint, null, null)).ToList();
        hints.AddRange(taken.Select(h => (page, h)));
        hintsTaken = taken[^1].Number;
        foreach (var hint in routed)
            SyncTelemetry.ChangeTaken(ingest.Side, ingest.Kind, hint.Form);
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
            Advance();
            if (acknowledged == State)
                return;
            var next = acknowledged;
            await save(next);
            State = next;
        }
        finally
        {
            isSaving = false;
        }
    }

    private void Advance()
    {
        if (Window.Listing.TryAdvance(out var listedUpTo))
            acknowledged = acknowledged with { ListedUpTo = listedUpTo };
        if (Window.Feed.TryAdvance(out var cursor))
            acknowledged = acknowledged with { Cursor = cursor };
        if (!State.IsListed && scan.IsOver && Window.Listing.IsEmpty)
            acknowledged = acknowledged with { IsListed = true, ListedUpTo = null };
        if (State is { IsListed: true, IsScanned: false } && caughtUpAt <= Window.Feed.Passed)
            acknowledged = acknowledged with { IsScanned = true };
    }

    /// <summary>Every first scan starts a feed epoch: the cursor is remembered before anything is listed.</summary>
    private async Task BeginScanAsync(string? cursor)
    {
        var next = State with { Epoch = Math.Max(State.Epoch + 1, time.GetUtcNow().ToUnixTimeSeconds()), Cursor = cursor, ListedUpTo = null, IsListed = false };
        await save(next);
        State = acknowledged = next;
        readUpTo = cursor;
    }

    /// <summary>The cursor was refused: once nothing of the old epoch is under way, a scan begins the next.</summary>
    private bool TryBeginAgain()
    {
        if (!Window.IsEmpty || acknowledged != State)
            return false;
        scan.Forget();
        (isExpired, caughtUpAt) = (false, null);
        return true;
    }

    private async Task TakeAsync(FeedPage feed, string? traceParent)
    {
        var page = Window.Feed.Open(feed.Next);
        var routed = feed.Items.Select(i => new Routed(
            Enter(page, i.Record.Id), i.Deleted ? ChangeForm.Tombstone : ChangeForm.Body, i.Deleted ? null : i.Record, i.Place)).ToList();
        page.IsComplete = true;
        readUpTo = feed.Next;
        Changes += routed.Count;
        foreach (var change in routed)
            SyncTelemetry.ChangeTaken(ingest.Side, ingest.Kind, change.Form);
        await router.RouteAsync(routed, State.Epoch, live: true, traceParent);
    }

    private WindowEntry Enter(IngestWindow.Page page, string externalId) =>
        Window.Add(page, externalId, pairings.Select(p => p.Pairing.Name), time.GetUtcNow());

    private async Task RemoveHintsAsync()
    {
        var done = hints.Where(h => h.Page.Waiting == 0).ToList();
        if (done.Count == 0)
            return;
        await inbox!.RemoveAsync(ingest.Side, ingest.Kind, [.. done.Select(h => h.Hint)], CancellationToken.None);
        hints.RemoveAll(h => done.Contains(h));
    }
}
