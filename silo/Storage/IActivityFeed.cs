namespace Sync.Silo.Storage;

/// <summary>Tells live watchers that there is something to read, so that they need not poll.</summary>
internal interface IActivityFeed
{
    /// <summary>
    /// Completes once activity after a sequence number is durable, at once if it already is; then read it by
    /// <see cref="IPairStore.ActivityAfterAsync"/>.
    /// </summary>
    Task WaitForActivityAsync(long after, CancellationToken cancellation);
}
