using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>What one process sees of a side: nothing that IConnector does not tell. A read tells no feed position.</summary>
internal sealed class SimulatedConnector(SimulatedSide side, Scheduler scheduler, Process process, Random random) : IConnector
{
    private static readonly Failure Down = new("the side did not answer");

    public Side Side => side.Side;

    public ConnectorCapabilities Capabilities(string kind) => new()
    {
        IdempotencyKeys = side.Faults.Idempotent,
        ConditionalWrites = side.Faults.Conditional,
        VersionsNeverRecur = !side.Faults.TiedVersions,
    };

    public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
        Call(() => Kind(kind).Changes(cursor, limit));

    public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) =>
        Call(() => Kind(kind).List(after, limit));

    public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => Call<ReadOutcome>(() =>
        random.NextDouble() < side.Faults.ReadFails ? new ReadOutcome.Failed(Down)
        : Kind(kind).Read(id) is { } record ? new ReadOutcome.Found(record)
        : new ReadOutcome.NotFound());

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) => Call<FindOutcome>(() =>
        random.NextDouble() < side.Faults.ReadFails ? new FindOutcome.Failed(Down) : new FindOutcome.Found(Kind(kind).Find(value)));

    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
        Write(() => Kind(kind).Create(Parse(body), idempotencyKey));

    public Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation)
    {
        var shown = Kind(kind).Records[id].Shown;
        return Write(() => Kind(kind).Update(id, Parse(patch), ifVersion, shown));
    }

    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
        Write(() => Kind(kind).Delete(id, ifVersion));

    /// <summary>
    /// A write may be throttled, lost on the way there, lost on the way back, or answered with a timeout while it is still on its
    /// way. A late create finds its key or its unique value taken if the engine was quicker.
    /// </summary>
    private Task<WriteOutcome> Write(Func<WriteOutcome> write)
    {
        var dice = random.NextDouble();
        var faults = side.Faults;
        if ((dice -= faults.Throttled) < 0)
            return Call<WriteOutcome>(() => new WriteOutcome.Retryable(Down));
        if ((dice -= faults.LostRequest) < 0)
            return Call<WriteOutcome>(() => new WriteOutcome.Unknown(Down));
        if ((dice -= faults.LostAnswer) < 0)
            return Call<WriteOutcome>(() => Lost(write), survives: true);
        if (dice - faults.Late < 0)
        {
            scheduler.Post(() => scheduler.Post(() => scheduler.Post(() => write())));
            return Call<WriteOutcome>(() => new WriteOutcome.Unknown(Down));
        }
        return Call(write, survives: random.Next(2) == 0);
    }

    private static WriteOutcome.Unknown Lost(Func<WriteOutcome> write)
    {
        write();
        return new WriteOutcome.Unknown(Down);
    }

    private SimulatedKind Kind(string kind) => side.Kinds[kind];

    private Task<T> Call<T>(Func<T> effect, bool survives = false) =>
        scheduler.Call(process, effect, survives, side.Faults.MostTurns == 0 ? 0 : random.Next(side.Faults.MostTurns));

    private static JsonObject Parse(ReadOnlyMemory<byte> body) => JsonNode.Parse(body.Span)!.AsObject();
}
