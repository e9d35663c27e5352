using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Reads out of the store what happened to a pair, and what undoing of it comes to.</summary>
public static class PairStory
{
    private const int PageSize = 500;

    /// <summary>What happened, newest first, back to the first that is far enough, which is the last of the answer.</summary>
    public static async Task<IReadOnlyList<RecordedActivity>> BackToAsync(
        IPairStore store, PairId pair, Func<RecordedActivity, bool> isFarEnough, CancellationToken cancellation)
    {
        var story = new List<RecordedActivity>();
        for (long? before = null; ;)
        {
            var page = await store.LastActivityAsync(pair, before, PageSize, cancellation);
            foreach (var told in page)
            {
                story.Add(told);
                if (isFarEnough(told))
                    return story;
            }
            if (page.Count < PageSize)
                return story;
            before = page[^1].Sequence;
        }
    }

    /// <summary>What undoing a range comes to for a pair; nothing where it did nothing there.</summary>
    /// <exception cref="InvalidDataException">This program cannot read the row's state.</exception>
    public static async Task<IReadOnlyList<Retraced>> RetraceAsync(
        IPairStore store, Pairing pairing, PairRow row, UndoRange range, CancellationToken cancellation)
    {
        // Activity is committed with the row, so a row that rests since has none.
        if (row.UpdatedAt < range.Since)
            return [];
        var story = await BackToAsync(store, row.Id, told => told.Activity.At < range.Since, cancellation);
        return Retracing.Since(PairStateCodec.Decode(row), pairing, story, range);
    }
}
