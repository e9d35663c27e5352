using System.Runtime.CompilerServices;
using Sync.Silo.Storage;

namespace Sync.Silo.Api;

/// <summary>Reads activity for those who watch. Follows all pairs and picks, so that its place always moves on.</summary>
internal sealed class ActivityReader(IPairStore store, IActivityFeed feed)
{
    private const int PageSize = 1_000;
    private const int LookBack = 10_000;

    /// <summary>The last activity, oldest first, and the sequence number to follow from: nothing is between the two.</summary>
    public async Task<(IReadOnlyList<RecordedActivity> Last, long Newest)> LastAsync(
        ActivityFilter filter, int count, CancellationToken cancellation)
    {
        // The newest of all is read before the last of one pair: what comes in between is then in the list or still to follow.
        var newest = await NewestAsync(cancellation);
        var scanned = count == 0 ? [] : await store.LastActivityAsync(filter.Pair, before: null, filter.Pairing is null ? count : LookBack, cancellation);
        return (
            [.. scanned.Where(filter.Takes).Take(count).Reverse()],
            scanned.Count == 0 ? newest : Math.Max(newest, scanned[0].Sequence));
    }

    /// <summary>Activity after a sequence number, oldest first and without end.</summary>
    public async IAsyncEnumerable<RecordedActivity> FollowAsync(
        long after, ActivityFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await store.ActivityAfterAsync(after, pair: null, PageSize, cancellation);
            foreach (var recorded in page.Where(filter.Takes))
                yield return recorded;
            if (page.Count > 0)
                after = page[^1].Sequence;
            else
                await feed.WaitForActivityAsync(after, cancellation);
        }
    }

    /// <summary>Whether everything that followed a sequence number is still kept, and that number was reached at all.</summary>
    public async Task<bool> IsKeptAsync(long sequence, CancellationToken cancellation)
    {
        var oldest = await store.ActivityAfterAsync(0, pair: null, limit: 1, cancellation);
        return sequence <= await NewestAsync(cancellation) && (oldest.Count == 0 || oldest[0].Sequence <= sequence + 1);
    }

    private async Task<long> NewestAsync(CancellationToken cancellation) =>
        await store.LastActivityAsync(pair: null, before: null, limit: 1, cancellation) is [var newest, ..] ? newest.Sequence : 0;
}

/// <summary>Whose activity; neither: everybody's.</summary>
internal readonly record struct ActivityFilter(PairId? Pair, string? Pairing)
{
    public bool Takes(RecordedActivity recorded) =>
        (Pair is null || recorded.Pair == Pair) && (Pairing is null || recorded.Pair.Pairing == Pairing);
}
