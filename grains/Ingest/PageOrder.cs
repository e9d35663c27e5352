namespace Sync.Grains;

/// <summary>Pages in their order. The checkpoint never passes one with an unacknowledged record.</summary>
public sealed class PageOrder
{
    private readonly Queue<IngestWindow.Page> pages = [];

    /// <summary>How many pages were opened so far.</summary>
    public long Opened { get; private set; }

    /// <summary>How many of them the checkpoint has passed.</summary>
    public long Passed => Opened - pages.Count;

    /// <summary>Whether every page was acknowledged and its checkpoint taken.</summary>
    public bool IsEmpty => pages.Count == 0;

    /// <summary>Opens a page; <paramref name="checkpoint"/> is what may be remembered once it and all before it are acknowledged.</summary>
    public IngestWindow.Page Open(string? checkpoint)
    {
        var page = new IngestWindow.Page(checkpoint);
        pages.Enqueue(page);
        Opened++;
        return page;
    }

    /// <summary>Removes the pages at the front that are fully acknowledged; the last one's checkpoint, or nothing new.</summary>
    public bool TryAdvance(out string? checkpoint)
    {
        checkpoint = null;
        var advanced = false;
        while (pages.TryPeek(out var page) && page is { Waiting: 0, IsComplete: true })
        {
            pages.Dequeue();
            (checkpoint, advanced) = (page.Checkpoint, true);
        }
        return advanced;
    }
}
