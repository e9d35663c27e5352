namespace Sync.Grains;

/// <summary>
/// The changes an ingest delivered and has not heard of: pages, each with the records it still waits for. Those of the feed and those
/// of a listing are in two orders of their own, with a checkpoint each. Bounded by its user.
/// </summary>
public sealed class IngestWindow(long session)
{
    private readonly Dictionary<string, List<WindowEntry>> byRecord = new(StringComparer.Ordinal);
    private readonly LinkedList<WindowEntry> inOrder = [];
    private readonly Dictionary<(string Pairing, string ExternalId), FanOut> fanOuts = [];
    private long lastDelivery;

    /// <summary>Names this window in deliveries; acknowledgements of another session are void.</summary>
    public long Session => session;

    /// <summary>Pages of the feed.</summary>
    public PageOrder Feed { get; } = new();

    /// <summary>Pages of the listing, and of the rows it did not show.</summary>
    public PageOrder Listing { get; } = new();

    /// <summary>Records delivered and not fully acknowledged.</summary>
    public int Count => inOrder.Count;

    /// <summary>Whether every page was acknowledged and its checkpoint taken.</summary>
    public bool IsEmpty => Feed.IsEmpty && Listing.IsEmpty && Count == 0;

    /// <summary>When the oldest of them was first delivered.</summary>
    public DateTimeOffset? Oldest => inOrder.First?.Value.FirstDeliveredAt;

    /// <summary>Adds a record that owes an acknowledgement of each of these pairings, with a new delivery number.</summary>
    public WindowEntry Add(Page page, string externalId, IEnumerable<string> pairings, DateTimeOffset now)
    {
        var entry = new WindowEntry(++lastDelivery, externalId, [.. pairings], now, page);
        page.Waiting++;
        inOrder.AddLast(entry.Place);
        if (!byRecord.TryGetValue(externalId, out var entries))
            byRecord[externalId] = entries = [];
        entries.Add(entry);
        return entry;
    }

    /// <summary>
    /// Takes an acknowledgement: up to this delivery the record is durable for the pairing, or, while many pairs are told, for the one
    /// that says so. A refusal makes it due again.
    /// </summary>
    /// <returns>Whether a page of such pairs is done, so that the next may be told at once.</returns>
    public bool Acknowledge(Acknowledgement acknowledgement, DateTimeOffset now)
    {
        if (acknowledgement.Session != session || !byRecord.TryGetValue(acknowledgement.ExternalId, out var entries))
            return false;
        if (FanOutOf(acknowledgement.Pairing, acknowledgement.ExternalId) is { } fanOut)
            return Acknowledge(fanOut, acknowledgement, now);
        foreach (var entry in entries.Where(e => e.Delivery <= acknowledgement.Delivery && e.Owes.Contains(acknowledgement.Pairing)).ToList())
        {
            if (acknowledgement.Refused)
                entry.Refuse(now);
            else
                Settle(entry, acknowledgement.Pairing);
        }
        return false;
    }

    /// <summary>What is under way of a record that many pairs hold; <see langword="null"/>: nothing.</summary>
    internal FanOut? FanOutOf(string pairing, string externalId) => fanOuts.GetValueOrDefault((pairing, externalId));

    /// <summary>Many pairs are told from now on, and each acknowledges for itself.</summary>
    internal FanOut Begin(string pairing, FanOut.Load load) => fanOuts[(pairing, load.Change.Entry.ExternalId)] = new FanOut(load);

    /// <summary>All have acknowledged this change, and with it what came before.</summary>
    internal void End(string pairing, FanOut fanOut)
    {
        foreach (var entry in byRecord.GetValueOrDefault(fanOut.Entry.ExternalId, []).Where(e => e.Delivery <= fanOut.Entry.Delivery && e.Owes.Contains(pairing)).ToList())
            Settle(entry, pairing);
    }

    /// <summary>Nobody holds the record any more: its change begins again at the look-up.</summary>
    internal void Drop(string pairing, FanOut fanOut)
    {
        if (fanOuts.Remove((pairing, fanOut.Entry.ExternalId)))
            fanOut.Entry.DueAt = DateTimeOffset.MinValue;
    }

    /// <summary>What came while all were told goes to all of them too, at once.</summary>
    private void Follow(string pairing, WindowEntry entry)
    {
        if (FanOutOf(pairing, entry.ExternalId) is not { } fanOut || fanOut.Entry != entry)
            return;
        fanOuts.Remove((pairing, entry.ExternalId));
        if (fanOut.Next is { } next && next.Change.Entry.Owes.Contains(pairing))
            Begin(pairing, next).Entry.DueAt = DateTimeOffset.MinValue;
    }

    private bool Acknowledge(FanOut fanOut, Acknowledgement acknowledgement, DateTimeOffset now)
    {
        if (!fanOut.Hear(acknowledgement))
            return false;
        if (acknowledgement.Refused && !fanOut.IsPageDone)
        {
            fanOut.Entry.Refuse(now);
            return false;
        }
        if (fanOut.IsOver && !fanOut.IsBusy)
            End(acknowledgement.Pairing, fanOut);
        else
            fanOut.Entry.DueAt = now;
        return true;
    }

    /// <summary>The record owes nothing more to this pairing.</summary>
    public void Settle(WindowEntry entry, string pairing)
    {
        Follow(pairing, entry);
        if (!entry.Owes.Remove(pairing) || entry.Owes.Count > 0)
            return;
        entry.Page.Waiting--;
        inOrder.Remove(entry.Place);
        var entries = byRecord[entry.ExternalId];
        entries.Remove(entry);
        if (entries.Count == 0)
            byRecord.Remove(entry.ExternalId);
    }

    /// <summary>Records to be delivered again, because nobody acknowledged them in time or they were refused.</summary>
    public IReadOnlyList<WindowEntry> TakeOverdue(DateTimeOffset now, int limit)
    {
        var overdue = inOrder.Where(e => e.DueAt <= now).OrderBy(e => e.DueAt).Take(limit).ToList();
        foreach (var entry in overdue)
            entry.DueAt = now + WindowEntry.Patience;
        return overdue;
    }

    /// <summary>A page of the feed, of a listing or of the inbox.</summary>
    public sealed class Page(string? checkpoint)
    {
        public string? Checkpoint => checkpoint;

        /// <summary>Records that still wait.</summary>
        public int Waiting { get; internal set; }

        /// <summary>Whether all its records were added.</summary>
        public bool IsComplete { get; set; }
    }
}

/// <summary>One record of a page.</summary>
public sealed class WindowEntry(long delivery, string externalId, HashSet<string> owes, DateTimeOffset now, IngestWindow.Page page)
{
    /// <summary>After this a change is delivered again, as a hint and by a direct call.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan FirstRefusalPause = TimeSpan.FromMilliseconds(100);
    private int refusals;

    /// <summary>Its place among all that wait, in the order of their deliveries.</summary>
    internal LinkedListNode<WindowEntry> Place => field ??= new(this);

    public long Delivery => delivery;

    public string ExternalId => externalId;

    /// <summary>The pairings that have not acknowledged it.</summary>
    public HashSet<string> Owes => owes;

    public DateTimeOffset FirstDeliveredAt => now;

    /// <summary>When it is delivered again.</summary>
    public DateTimeOffset DueAt { get; set; } = now + Patience;

    /// <summary>A refused change goes back to the look-up soon; one refused again and again, at leisure.</summary>
    public void Refuse(DateTimeOffset refusedAt)
    {
        var pause = FirstRefusalPause * Math.Pow(2, Math.Min(refusals++, 10));
        DueAt = refusedAt + (pause < Patience ? pause : Patience);
    }

    public IngestWindow.Page Page => page;
}
