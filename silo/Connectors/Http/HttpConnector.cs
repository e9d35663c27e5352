using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Sync.Connectors;

/// <summary>
/// The configurable connector: one side that speaks JSON over HTTP as its configuration describes. What an answer means stands in
/// <see cref="WriteAnswers"/> and <see cref="PageReader"/>, what a record carries in <see cref="RecordReader"/>; limits, circuit
/// and retries are the <see cref="SideClient"/>'s.
/// </summary>
internal sealed class HttpConnector : IConnector
{
    internal const long MaxPageBytes = 32 << 20;
    internal const long MaxRecordBytes = 4 << 20;

    private readonly SideConfiguration configuration;
    private readonly SideClient client;
    private readonly ISideCircuit circuit;
    private readonly string? partition;
    private readonly FrozenDictionary<string, KindProtocol> kinds;

    /// <summary>Kept, since a feed by time remembers what it gave.</summary>
    private readonly ConcurrentDictionary<string, HttpConnector> partitions = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A URL template of the configuration has an unknown placeholder.</exception>
    public HttpConnector(Side side, SideConfiguration configuration, SideClient client, ISideCircuit circuit, string? partition = null)
    {
        Side = side;
        this.configuration = configuration;
        this.client = client;
        this.circuit = circuit;
        this.partition = partition;
        InBackground = client.IsBackground ? this : new HttpConnector(side, configuration, client.InBackground, circuit, partition);
        kinds = configuration.Kinds.ToFrozenDictionary(kind => kind.Key, kind => new KindProtocol(configuration, kind.Value));
    }

    /// <inheritdoc/>
    public Side Side { get; }

    /// <inheritdoc/>
    public IConnector InBackground { get; }

    /// <inheritdoc/>
    public IConnector InPartition(string partition) =>
        partitions.GetOrAdd(partition, name => new HttpConnector(Side, configuration, client, circuit, name));

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities(string kind) => Kind(kind).Capabilities;

    /// <inheritdoc/>
    public async Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        using var trace = ConnectorTrace.Start(Side, "changes", kind);
        var protocol = Kind(kind);
        var part = Part(kind, protocol);
        if (protocol.ByTime is { } feed)
            return trace.Ended(await ChangesByTimeAsync(protocol, feed, part, cursor, limit, cancellation));
        var seconds = WaitSeconds(protocol, wait);
        var request = Request(
            protocol.Feed, ("cursor", cursor ?? ""), ("limit", Limit(protocol, limit)), ("wait", seconds == 0 ? null : Text(seconds)),
            ("partition", part));
        var answer = await client.SendAsync(request, MaxPageBytes, TimeSpan.FromSeconds(seconds), cancellation);
        return answer is Answer.Received { Status: HttpStatusCode.Gone } gone
            ? throw new CursorExpiredException(gone.Failure)
            : trace.Ended(PageReader.Feed(protocol, answer, cursor ?? ""));
    }

    /// <summary>Pages that bring nothing new are passed over: they are what the overlap shows again.</summary>
    private async Task<FeedPage> ChangesByTimeAsync(
        KindProtocol protocol, TimeFeed feed, string? part, string? cursor, int limit, CancellationToken cancellation)
    {
        for (; ; )
        {
            var (since, offset) = TimeFeed.Asked(cursor);
            var request = Request(protocol.Feed, ("since", since), ("offset", Text(offset)), ("limit", Limit(protocol, limit)), ("partition", part));
            var (items, more) = PageReader.Timed(protocol, await client.SendAsync(request, MaxPageBytes, TimeSpan.Zero, cancellation));
            var page = feed.Take(cursor, items, more);
            if (page.Items.Count > 0 || !page.More)
                return page;
            cursor = page.Next;
        }
    }

    /// <inheritdoc/>
    public async Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation)
    {
        using var trace = ConnectorTrace.Start(Side, "list", kind);
        var protocol = Kind(kind);
        if (partition is not null || protocol.Settings.Partitions.IsEmpty)
            return trace.Ended(await ListAsync(protocol, Part(kind, protocol), after, limit, cancellation));
        var place = ListedPart.At(after, protocol.Settings.Partitions);
        var page = await ListAsync(protocol, place.Name, place.After, limit, cancellation);
        return trace.Ended(page with { Next = place.Next(page.Next), FeedCursor = null });
    }

    private async Task<ListPage> ListAsync(KindProtocol protocol, string? part, string? after, int limit, CancellationToken cancellation)
    {
        var request = Request(protocol.List, ("after", after), ("limit", Limit(protocol, limit)), ("partition", part));
        return PageReader.List(protocol, await client.SendAsync(request, MaxPageBytes, TimeSpan.Zero, cancellation));
    }

    /// <inheritdoc/>
    public async Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation)
    {
        using var trace = ConnectorTrace.Start(Side, "find", kind);
        var protocol = Kind(kind);
        var request = Request(protocol.Find, ("field", field), ("value", value));
        var answer = await client.SendAsync(request, MaxPageBytes, TimeSpan.Zero, cancellation);
        try
        {
            return trace.Ended<FindOutcome>(new FindOutcome.Found(PageReader.Found(protocol, answer)));
        }
        catch (ConnectorException exception)
        {
            return trace.Ended<FindOutcome>(new FindOutcome.Failed(exception.Failure));
        }
    }

    /// <inheritdoc/>
    public async Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation)
    {
        using var trace = ConnectorTrace.Start(Side, "read", kind, id);
        var protocol = Kind(kind);
        if (Unsendable(id) is { } reason)
            return trace.Ended<ReadOutcome>(new ReadOutcome.Failed(new Failure(reason)));
        var request = Request(protocol.Read, ("id", id));
        var answer = await client.SendAsync(request, MaxRecordBytes, TimeSpan.Zero, cancellation);
        return trace.Ended(ReadAnswers.Of(answer, protocol));
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation) =>
        WriteAsync(Write.Create, Kind(kind).Create, kind, null, body, null, idempotencyKey, cancellation);

    /// <inheritdoc/>
    public Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation) =>
        WriteAsync(Write.Update, Kind(kind).Update, kind, id, patch, ifVersion, null, cancellation);

    /// <inheritdoc/>
    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
        WriteAsync(Write.Delete, Kind(kind).Delete, kind, id, null, ifVersion, null, cancellation);

    private async Task<WriteOutcome> WriteAsync(
        Write write, RequestTemplate template, string kind, string? id, ReadOnlyMemory<byte>? body, string? ifVersion,
        string? idempotencyKey, CancellationToken cancellation)
    {
        using var trace = ConnectorTrace.Start(Side, write.ToString().ToLowerInvariant(), kind, id);
        var protocol = Kind(kind);
        if (Unsendable(id, ifVersion) is { } reason)
            return trace.Ended<WriteOutcome>(new WriteOutcome.Rejected(null, reason));
        var request = Request(template, ("id", id));
        if (ifVersion is not null && protocol.Capabilities.ConditionalWrites)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifVersion}\"");
        if (idempotencyKey is not null && protocol.Capabilities.IdempotencyKeys)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        if (body is { } record)
        {
            request.Content = new ReadOnlyMemoryContent(Wrapper.Around(record, protocol.Settings.Wrapper));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        var answer = await client.SendAsync(request, MaxRecordBytes, TimeSpan.Zero, cancellation);
        return trace.Ended(WriteAnswers.Of(write, answer, protocol));
    }

    private KindProtocol Kind(string kind) => kinds.TryGetValue(kind, out var protocol)
        ? protocol
        : throw new KeyNotFoundException($"Side {Side.Name()} has no kind '{kind}'; sync.yaml has: {string.Join(", ", kinds.Keys.Order())}.");

    /// <summary>The part of a kind that this connector shows; <see langword="null"/>: the kind has none.</summary>
    /// <exception cref="InvalidOperationException">The kind is taken in parts, and this connector is of none of them.</exception>
    private string? Part(string kind, KindProtocol protocol) => protocol.Settings.Partitions switch
    {
        [] => null,
        var parts when partition is not null && parts.Contains(partition) => partition,
        var parts => throw new InvalidOperationException(
            $"Kind '{kind}' of {Side.Name()} is taken in the partitions {string.Join(", ", parts)}, and this connector shows "
            + $"{(partition is null ? "none" : $"'{partition}'")}; ask InPartition for one that shows one of them."),
    };

    private HttpRequestMessage Request(RequestTemplate template, params ReadOnlySpan<(string, string?)> values) =>
        client.Request(template.Method, template.Url.Expand(values));

    /// <summary>Why a request with these would say something else than it should: dots climb the path, line ends break headers.</summary>
    private string? Unsendable(string? id, string? version = null) =>
        id is "" or "." or ".." ? $"{Side.Name()}: the id '{id}' cannot stand in a URL"
        : version is not null && version.Any(char.IsControl) ? $"{Side.Name()} {id}: the version '{version}' cannot stand in a header"
        : null;

    /// <summary>Whole seconds to wait; a circuit that is being tried asks for an answer at once.</summary>
    private int WaitSeconds(KindProtocol protocol, TimeSpan wait) =>
        circuit.Status.State is CircuitState.Closed ? (int)Math.Min(wait.TotalSeconds, protocol.Settings.Wait.TotalSeconds) : 0;

    private static string Limit(KindProtocol protocol, int limit) => Text(Math.Min(limit, protocol.Settings.PageSize));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
