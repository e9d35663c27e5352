using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Grains;

/// <summary>
/// A side that is read as it stands, and of which every write is only noted: what was written is shown from then on as if it stood
/// there. Its feed tells of nothing else.
/// </summary>
internal sealed class RehearsedSide(IConnector live, TimeProvider time)
{
    /// <summary>Ids of records that would be created: numbers that no side has, since some sides' ids are numbers.</summary>
    private const long FirstId = 9_000_000_000_000_000;

    private readonly Dictionary<string, RehearsedKind> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> createdByKey = new(StringComparer.Ordinal);
    private long lastId = FirstId;

    /// <summary>Every write, in order.</summary>
    public List<PlannedWrite> Writes { get; } = [];

    /// <summary>The side as the pairs of a pairing reach it.</summary>
    public IConnector For(string pairing) => new Connector(this, pairing);

    private Side Side => live.Side;

    private ConnectorCapabilities CapabilitiesOf(string kind) => live.Capabilities(kind);

    /// <summary>Whether an id is that of a record that would be created.</summary>
    public static bool IsPlanned(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= FirstId;

    private RehearsedKind Kind(string kind) =>
        kinds.TryGetValue(kind, out var known) ? known : kinds[kind] = new RehearsedKind(time);

    private async Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => Kind(kind).TryGet(id, out var record)
        ? record is null ? new ReadOutcome.NotFound() : new ReadOutcome.Found(record)
        : await live.ReadAsync(kind, id, cancellation);

    private async Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation)
    {
        var page = await live.ListAsync(kind, after, limit, cancellation);
        var items = page.Items.Select(item => Kind(kind).TryGet(item.Id, out var written) ? written : item).OfType<SideRecord>();
        return new ListPage([.. items], page.Next, Kind(kind).Cursor);
    }

    private async Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) =>
        await live.FindAsync(kind, field, value, cancellation) is var outcome && outcome is FindOutcome.Found found
            ? new FindOutcome.Found([.. found.Records.Where(r => !Kind(kind).TryGet(r.Id, out _)).Concat(Kind(kind).Mentioning(value))])
            : outcome;

    private WriteOutcome Create(string pairing, string kind, ReadOnlyMemory<byte> body, string key)
    {
        if (createdByKey.TryGetValue(key, out var made))
            return Kind(kind).TryGet(made, out var record) && record is not null ? new WriteOutcome.Succeeded(record) : new WriteOutcome.NotFound();
        var id = (++lastId).ToString(CultureInfo.InvariantCulture);
        createdByKey[key] = id;
        Writes.Add(new PlannedWrite(pairing, PlannedVerb.Create, live.Side, kind, id, Parse(body), null));
        return new WriteOutcome.Succeeded(Kind(kind).Put(id, Parse(body)));
    }

    private async Task<WriteOutcome> WriteAsync(
        string pairing, string kind, string id, ReadOnlyMemory<byte>? patch, string? ifVersion, CancellationToken cancellation)
    {
        var read = await ReadAsync(kind, id, cancellation);
        if (read is ReadOutcome.Failed failed)
            return new WriteOutcome.Retryable(failed.Failure);
        if (read is not ReadOutcome.Found { Record: var present })
            return new WriteOutcome.NotFound();
        if (ifVersion is not null && present.Version != ifVersion)
            return new WriteOutcome.VersionMismatch();
        var body = Parse(present.Body);
        if (patch is null)
        {
            Writes.Add(new PlannedWrite(pairing, PlannedVerb.Delete, live.Side, kind, id, null, body));
            Kind(kind).Put(id, null);
            return new WriteOutcome.Succeeded(null);
        }
        Writes.Add(new PlannedWrite(pairing, PlannedVerb.Update, live.Side, kind, id, Parse(patch.Value), Parse(present.Body)));
        Merge(body, Parse(patch.Value));
        return new WriteOutcome.Succeeded(Kind(kind).Put(id, body));
    }

    /// <summary>A merge patch; what it empties is shown as null, as a side would that tells all its fields.</summary>
    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && into[name] is JsonObject known)
                Merge(known, inner);
            else
                into[name] = value?.DeepClone();
        }
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> body) => JsonNode.Parse(body.Span)!.AsObject();

    private sealed class Connector(RehearsedSide side, string pairing) : IConnector
    {
        public Side Side => side.Side;

        public ConnectorCapabilities Capabilities(string kind) => side.CapabilitiesOf(kind) with { ComparablePositions = true };

        public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
            Task.FromResult(side.Kind(kind).Changes(cursor!, limit));

        public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) =>
            side.ListAsync(kind, after, limit, cancellation);

        public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation) => side.ReadAsync(kind, id, cancellation);

        public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation) =>
            side.FindAsync(kind, field, value, cancellation);

        public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
            Task.FromResult(side.Create(pairing, kind, body, idempotencyKey));

        public Task<WriteOutcome> UpdateAsync(string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation) =>
            side.WriteAsync(pairing, kind, id, patch, ifVersion, cancellation);

        public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
            side.WriteAsync(pairing, kind, id, null, ifVersion, cancellation);
    }
}
