namespace Sync.Simulation;

/// <summary>The inbox of webhooks as one process reaches it; what is in it was stored by the receiver, which is not simulated.</summary>
internal sealed class SimulatedInbox(SimulatedDisk disk, Scheduler scheduler, Process process, Random random) : IWebhookInbox
{
    public Task PutAsync(Side side, IReadOnlyList<WebhookHint> hints, CancellationToken cancellation) => scheduler.Call(
        process,
        () =>
        {
            disk.Inbox.AddRange(hints.Select(hint => ((side, hint.Kind), new StoredHint(++disk.LastHint, hint.ExternalId))));
            return true;
        },
        survives: random.Next(2) == 0);

    public Task<IReadOnlyList<StoredHint>> TakeAsync(Side side, string kind, long after, int limit, CancellationToken cancellation) =>
        scheduler.Call<IReadOnlyList<StoredHint>>(process, () =>
        [
            .. disk.Inbox.Where(i => i.Of == (side, kind) && i.Hint.Number > after).GroupBy(i => i.Hint.ExternalId)
                .Select(same => new StoredHint(same.Max(i => i.Hint.Number), same.Key)).OrderBy(h => h.Number).Take(limit),
        ], survives: false);

    public Task RemoveAsync(Side side, string kind, IReadOnlyList<StoredHint> hints, CancellationToken cancellation) =>
        scheduler.Call(
            process,
            () => disk.Inbox.RemoveAll(i => i.Of == (side, kind) && hints.Any(h => h.ExternalId == i.Hint.ExternalId && h.Number >= i.Hint.Number)),
            survives: random.Next(2) == 0);
}
