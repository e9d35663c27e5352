using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>What one process sees of a side: nothing that IConnector does not tell. A read tells no feed position.</summary>
internal sealed class SimulatedConnector(SimulatedSide side, World world, Scheduler scheduler, Process process, string? partition = null) : IConnector
{
    /// <summary>How long a request may be under way, and its work so much younger than it seems to whoever sent it.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(5);
    private static readonly Failure Down = new("the side did not answer");
    private readonly Random random = world.Random;
    private readonly Dictionary<string, SimulatedFeed> feeds = [];

    public Side Side => side.Side;

    public IConnector InPartition(string partition) => new SimulatedConnector(side, world, scheduler, process, partition);

    public ConnectorCapabilities Capabilities(string kind) => new()
    {
        IdempotencyKeys = side.Faults.Idempotent,
        ConditionalWrites = side.Faults.Conditional,
        VersionsNeverRecur = !side.Faults.TiedVersions,
        ComparablePositions = side.Faults.Ordered,
        UniqueKeys = world.KeysAreKept,
        FindLag = side.Faults.FindLag == TimeSpan.Zero ? TimeSpan.Zero : side.Faults.FindLag + OnItsWay,
    };

    public async Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Kind(kind).ChangedAsync(cancellation);
            var page = await Call(() => Feed(kind).Changes(cursor, limit));
            if (page.Items.Count > 0 || wait == TimeSpan.Zero)
                return page;
            await changed;
        }
    }

    public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) =>
        Call(() => Feed(kind).List(after, limit));

    public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => Call<ReadOutcome>(() =>
        random.NextDouble() < side.Faults.ReadFails ? new ReadOutcome.Failed(Down)
        : Kind(kind).Read(id) is { } record ? new ReadOutcome.Found(record)
        : new ReadOutcome.NotFound());

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) => Call<FindOutcome>(() =>
        random.NextDouble() < side.Faults.ReadFails ? new FindOutcome.Failed(Down) : new FindOutcome.Found(side.Mood == Mood.Claiming ? [] : Kind(kind).Find(field, value)));

    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
        Write(() => Kind(kind).Create(Parse(body), idempotencyKey));

    public async Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation)
    {
        world.Watch.Sending(Side, id, process.Session);
        var shown = Kind(kind).Records.GetValueOrDefault(id)?.Shown ?? 0;
        var outcome = await Write(() => Kind(kind).Update(id, Parse(patch), ifVersion, shown));
        if (outcome is WriteOutcome.Succeeded { Record: { } stored })
            Kind(kind).Told(stored);
        return outcome;
    }

    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation)
    {
        world.Watch.Sending(Side, id, process.Session);
        return Write(() => Kind(kind).Delete(id, ifVersion));
    }

    /// <summary>
    /// A write may be throttled, lost on the way there, lost on the way back, or answered with a timeout while it is still on its
    /// way. A late create finds its key or its unique value taken if the engine was quicker.
    /// </summary>
    private Task<WriteOutcome> Write(Func<WriteOutcome> write)
    {
        var dice = random.NextDouble();
        var faults = side.Faults;
        if ((dice -= faults.Throttled) < 0)
            return Call<WriteOutcome>(() => new WriteOutcome.Retryable(Busy()));
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

    /// <summary>A side that limits may say how long it wants to be left alone.</summary>
    private Failure Busy() => random.Next(2) == 0 ? Down : new Failure("too many requests", TimeSpan.FromSeconds(random.Next(1, 5)));

    private SimulatedFeed Feed(string kind) => feeds.TryGetValue(kind, out var feed) ? feed : feeds[kind] = new(Kind(kind), world, partition);

    private SimulatedKind Kind(string kind) => side.Kinds[kind];

    private Task<T> Call<T>(Func<T> effect, bool survives = false) =>
        scheduler.Call(process, effect, survives, side.Faults.MostTurns == 0 ? 0 : random.Next(side.Faults.MostTurns));

    private static JsonObject Parse(ReadOnlyMemory<byte> body) => JsonNode.Parse(body.Span)!.AsObject();
}
