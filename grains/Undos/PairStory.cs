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
        Surroundings around, PairRow row, UndoRange range, CancellationToken cancellation)
    {
        // Activity is committed with the row, so a row that rests since has none.
        if (row.UpdatedAt < range.Since)
            return [];
        var story = await BackToAsync(around.Store, row.Id, told => told.Activity.At < range.Since, cancellation);
        var (state, setting) = (PairStateCodec.Decode(row), around.Of(row));
        var items = Retracing.Since(state, around.Pairing, story, range, setting);
        return items.Any(item => item.IsCreation && item.IsDone(includeOvertaken: true)) && await around.WhyNeededAsync(row) is { } needed
            ? Retracing.Since(state, around.Pairing, story, range, setting with { Needed = needed })
            : items;
    }

    /// <summary>What of a range cannot be set back because both records are gone, and the pair's row with them; oldest first.</summary>
    public static async Task<IReadOnlyList<Retraced>> GoneAsync(IPairStore store, string pairing, UndoRange range, CancellationToken cancellation)
    {
        var deleted = new Dictionary<PairId, RecordedActivity>();
        var created = new HashSet<PairId>();
        IReadOnlyList<RecordedActivity> page;
        long? before = null;
        do
        {
            page = await store.LastActivityAsync(null, before, PageSize, cancellation);
            foreach (var told in page.Where(told => told.Pair.Pairing == pairing && range.Takes(told.Activity)))
            {
                if (told.Activity.Kind == ActivityKind.Deleted)
                    deleted.TryAdd(told.Pair, told);
                else if (told.Activity.Kind == ActivityKind.Created)
                    created.Add(told.Pair);
            }
            before = page.Count > 0 ? page[^1].Sequence : before;
        }
        while (page.Count == PageSize && page[^1].Activity.At >= range.Since);
        // What came and went in the range is as it was.
        var gone = new List<Retraced>();
        foreach (var told in deleted.Values.Where(told => !created.Contains(told.Pair)).OrderBy(told => told.Sequence))
        {
            if (await store.LoadAsync(told.Pair, cancellation) is null)
                gone.Add(new Retraced(null, told, RetraceOutcome.Refused, $"{told.Activity.Text} was deleted: {Retracing.Gone}"));
        }
        return gone;
    }
}
