namespace Sync.Grains;

/// <summary>
/// The changes an ingest delivered and has not heard of: pages in order, each with the records it still waits for. The
/// checkpoint never passes a page with an unacknowledged record. Bounded by its user.
/// </summary>
public sealed class IngestWindow(long session)
{
    private readonly LinkedList<Page> pages = [];
    private readonly Dictionary<string, List<WindowEntry>> byRecord = new(StringComparer.Ordinal);
    private readonly LinkedList<WindowEntry> inOrder = [];
    private long lastDelivery;

    /// <summary>Names this window in deliveries; acknowledgements of another session are void.</summary>
    public long Session => session;

    /// <summary>Records delivered and not fully acknowledged.</summary>
    public int Count => inOrder.Count;

    /// <summary>Whether every page was acknowledged and its checkpoint taken.</summary>
    public bool IsEmpty => pages.Count == 0 && Count == 0;

    /// <summary>When the oldest of them was first delivered.</summary>
    public DateTimeOffset? Oldest => inOrder.First?.Value.FirstDeliveredAt;

    /// <summary>Opens a page; <paramref name="checkpoint"/> is what may be remembered once it and all before it are acknowledged.</summary>
    public Page Open(string? checkpoint)
    {
        var page = new Page(checkpoint);
        pages.AddLast(page);
        return page;
    }

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

    /// <summary>Takes an acknowledgement: up to this delivery the record is durable for the pairing. A refusal makes it due again.</summary>
    public void Acknowledge(Acknowledgement acknowledgement, DateTimeOffset now)
    {
        if (acknowledgement.Session != session || !byRecord.TryGetValue(acknowledgement.ExternalId, out var entries))
            return;
        foreach (var entry in entries.Where(e => e.Delivery <= acknowledgement.Delivery && e.Owes.Contains(acknowledgement.Pairing)).ToList())
        {
            if (acknowledgement.Refused)
                entry.Refuse(now);
            else
                Settle(entry, acknowledgement.Pairing);
        }
    }

    /// <summary>The record owes nothing more to this pairing.</summary>
    public void Settle(WindowEntry entry, string pairing)
    {
        if (!entry.Owes.Remove(pairing) || entry.Owes.Count > 0)
            return;
        entry.Page.Waiting--;
        inOrder.Remove(entry.Place);
        var entries = byRecord[entry.ExternalId];
        entries.Remove(entry);
        if (entries.Count == 0)
            byRecord.Remove(entry.ExternalId);
    }

    /// <summary>Removes the pages at the front that are fully acknowledged; the last one's checkpoint, or nothing new.</summary>
    public bool TryAdvance(out string? checkpoint)
    {
        checkpoint = null;
        var advanced = false;
        while (pages.First is { Value: { Waiting: 0, IsComplete: true } page })
        {
            pages.RemoveFirst();
            (checkpoint, advanced) = (page.Checkpoint, true);
        }
        return advanced;
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
