namespace Sync.Grains;

/// <summary>Reads what happened to a pair, newest first.</summary>
public static class PairStory
{
    private const int PageSize = 500;

    /// <summary>All of it, back to the first that is far enough, which is the last of the answer.</summary>
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
}
