namespace Sync.Simulation;

/// <summary>A simulated connector whose scheduler runs until nothing waits, so that whoever calls it needs none; one call at a time.</summary>
internal sealed class PromptConnector : IConnector
{
    private readonly Lock gate = new();
    private readonly Scheduler scheduler;
    private readonly SimulatedConnector connector;

    public PromptConnector(World world, Side side)
    {
        scheduler = new Scheduler(world.Random);
        connector = new SimulatedConnector(world.Sides[side], world, scheduler, new Process(0));
    }

    public Side Side => connector.Side;

    public ConnectorCapabilities Capabilities(string kind) => connector.Capabilities(kind);

    public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
        Run(() => connector.ChangesAsync(kind, cursor, limit, wait, cancellation));

    public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) =>
        Run(() => connector.ListAsync(kind, after, limit, cancellation));

    public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => Run(() => connector.ReadAsync(kind, id, cancellation));

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) =>
        Run(() => connector.FindAsync(kind, field, value, cancellation));

    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
        Run(() => connector.CreateAsync(kind, body, idempotencyKey, cancellation));

    public Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation) =>
        Run(() => connector.UpdateAsync(kind, id, patch, ifVersion, cancellation));

    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
        Run(() => connector.DeleteAsync(kind, id, ifVersion, cancellation));

    /// <summary>Whoever waits for a change goes on when another call makes one, within that call's turn.</summary>
    private async Task<T> Run<T>(Func<Task<T>> call)
    {
        Task<T> answer;
        lock (gate)
        {
            answer = call();
            while (!scheduler.IsIdle)
                scheduler.RunOne();
        }
        return await answer;
    }
}
