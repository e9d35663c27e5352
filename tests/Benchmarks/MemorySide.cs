using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Benchmarks;

/// <summary>
/// A side in this process: keeps versions, refuses stale writes, has a feed that can be waited for. Costs next to nothing, and keeps little
/// for the garbage collector to look through, however many records there are.
/// </summary>
internal sealed class MemorySide(Side side) : IConnector
{
    private readonly Lock turn = new();
    private readonly SortedSet<(long Place, int Number)> feed = [];
    private readonly List<Entry> records = [];
    private readonly Dictionary<string, int> byEmail = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sequence;
    private long keptSince;
    private int versions;

    public Side Side => side;

    public int Count
    {
        get
        {
            lock (turn)
                return records.Count;
        }
    }

    public ConnectorCapabilities Capabilities(string kind) => new();

    /// <summary>A person creates; untold, no feed shows it.</summary>
    public string Create(JsonObject fields, bool told = true)
    {
        lock (turn)
            return Put(Add(), fields, told).Id;
    }

    /// <summary>Forgets the feed so far: whoever reads it has to list again.</summary>
    public void Expire()
    {
        lock (turn)
        {
            keptSince = ++sequence;
            feed.Clear();
            Tell();
        }
    }

    /// <summary>A person edits one field.</summary>
    public void Edit(string id, string field, string value)
    {
        lock (turn)
        {
            var fields = FieldsOf(Number(id));
            fields[field] = value;
            Put(Number(id), fields);
        }
    }

    public string? Field(string id, string field)
    {
        lock (turn)
            return (string?)FieldsOf(Number(id))[field];
    }

    public string? IdOf(string email)
    {
        lock (turn)
            return byEmail.TryGetValue(email, out var number) ? Id(number) : null;
    }

    public async Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        var since = string.IsNullOrEmpty(cursor) ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        for (var mayWait = wait > TimeSpan.Zero; ; mayWait = false)
        {
            Task next;
            lock (turn)
            {
                if (since < keptSince)
                    throw new CursorExpiredException(new Failure($"the cursor {cursor} is no longer kept"));
                if (sequence > since || !mayWait)
                    return Page(since, limit);
                next = changed.Task;
            }
            await next.WaitAsync(wait, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation)
    {
        lock (turn)
        {
            var cursor = sequence.ToString(CultureInfo.InvariantCulture);
            var from = after is null ? 0 : Number(after) + 1;
            var page = Enumerable.Range(from, Math.Min(limit, records.Count - from)).Select(Record).ToList();
            return Task.FromResult(new ListPage(page, page.Count < limit ? null : page[^1].Id, cursor));
        }
    }

    public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<ReadOutcome>(Number(id) < records.Count ? new ReadOutcome.Found(Record(Number(id))) : new ReadOutcome.NotFound());
    }

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<FindOutcome>(new FindOutcome.Found(byEmail.TryGetValue(value, out var number) ? [Record(number)] : []));
    }

    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<WriteOutcome>(new WriteOutcome.Succeeded(Put(Add(), Parse(body))));
    }

    public Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation)
    {
        lock (turn)
        {
            var number = Number(id);
            if (number >= records.Count)
                return Task.FromResult<WriteOutcome>(new WriteOutcome.NotFound());
            if (ifVersion is not null && ifVersion != Record(number).Version)
                return Task.FromResult<WriteOutcome>(new WriteOutcome.VersionMismatch());
            var fields = FieldsOf(number);
            foreach (var (field, value) in Parse(patch))
                fields[field] = value?.DeepClone();
            return Task.FromResult<WriteOutcome>(new WriteOutcome.Succeeded(Put(number, fields)));
        }
    }

    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
        throw new NotSupportedException("No row deletes.");

    private FeedPage Page(long since, int limit)
    {
        var items = new List<FeedItem>();
        foreach (var (place, number) in feed.GetViewBetween((since + 1, 0), (long.MaxValue, 0)).Take(limit))
            items.Add(new FeedItem(Record(number), place, Deleted: false));
        var next = items.Count == 0 ? since : items[^1].Place!.Value;
        return new FeedPage(items, next.ToString(CultureInfo.InvariantCulture), items.Count == limit);
    }

    private static string Id(int number) => number.ToString("d8", CultureInfo.InvariantCulture);

    private static int Number(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private int Add()
    {
        records.Add(default);
        return records.Count - 1;
    }

    private SideRecord Record(int number)
    {
        var (body, version, _, at) = records[number];
        return new SideRecord(Id(number), version.ToString(CultureInfo.InvariantCulture), new DateTimeOffset(at, TimeSpan.Zero), body);
    }

    private JsonObject FieldsOf(int number) => Parse(records[number].Body);

    private SideRecord Put(int number, JsonObject fields, bool told = true)
    {
        if (records[number].Place is > 0 and var before)
            feed.Remove((before, number));
        fields["id"] = Id(number);
        if ((string?)fields["email"] is { } email)
            byEmail[email] = number;
        records[number] = new Entry(Encoding.UTF8.GetBytes(fields.ToJsonString()), ++versions, told ? ++sequence : 0, TimeProvider.System.GetUtcNow().Ticks);
        if (told)
        {
            feed.Add((sequence, number));
            Tell();
        }

        return Record(number);
    }

    private void Tell()
    {
        var waiting = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!.AsObject();

    private readonly record struct Entry(byte[] Body, int Version, long Place, long At);
}
