using Sync.Silo.Storage;

namespace Sync.Silo.Api;

/// <summary>The activity feed of a store that cannot tell: it is asked twice a second.</summary>
internal sealed class PolledActivityFeed(IPairStore store, TimeProvider clock) : IActivityFeed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task WaitForActivityAsync(long after, CancellationToken cancellation)
    {
        while (await store.ActivityAfterAsync(after, pair: null, limit: 1, cancellation) is [])
            await Task.Delay(Interval, clock, cancellation);
    }
}
