namespace Sync.Grains.Tests;

internal sealed partial class MemorySide
{
    /// <summary>
    /// The same side, asked by somebody for whom nobody waits, or of which only the ids that end in an even character, or in an odd one, are shown.
    /// </summary>
    private sealed class View(MemorySide side, string? partition, bool inBackground) : IConnector
    {
        public Side Side => side.Side;

        public IConnector InBackground => new View(side, partition, inBackground: true);

        public ConnectorCapabilities Capabilities(string kind) => side.Capabilities(kind);

        public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
            side.ChangesInAsync(partition, cursor, limit, wait, cancellation);

        public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) =>
            Noted("list").ListInAsync(partition, after, limit);

        public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => Noted($"read {id}").ReadAsync(kind, id, cancellation);

        public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) =>
            Noted("find").FindAsync(kind, field, value, cancellation);

        public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
            Noted("create").CreateAsync(kind, body, idempotencyKey, cancellation);

        public Task<WriteOutcome> UpdateAsync(string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation) =>
            Noted("update").UpdateAsync(kind, id, patch, ifVersion, cancellation);

        public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
            Noted("delete").DeleteAsync(kind, id, ifVersion, cancellation);

        private MemorySide Noted(string asked)
        {
            if (inBackground)
                side.InBackgroundAsked.Enqueue(asked);
            return side;
        }
    }
}
