using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Benchmarks;

/// <summary>A side in this process: keeps versions, refuses stale writes, has a feed that can be waited for. Costs next to nothing.</summary>
internal sealed class MemorySide(Side side) : IConnector
{
    private readonly Lock turn = new();
    private readonly SortedSet<(long Place, string Id)> feed = [];
    private readonly Dictionary<string, Entry> records = [];
    private readonly SortedSet<string> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> byEmail = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long sequence;
    private long keptSince;
    private int versions;
    private int lastId;

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
            return Put(NewId(), fields, told);
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
            var fields = FieldsOf(id);
            fields[field] = value;
            Put(id, fields);
        }
    }

    public string? Field(string id, string field)
    {
        lock (turn)
            return (string?)FieldsOf(id)[field];
    }

    public string? IdOf(string email)
    {
        lock (turn)
            return byEmail.GetValueOrDefault(email);
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
            var view = after is null ? ids : ids.GetViewBetween(after + "\0", "\uffff");
            var page = view.Take(limit).ToList();
            return Task.FromResult(new ListPage([.. page.Select(id => records[id].Record)], page.Count < limit ? null : page[^1], cursor));
        }
    }

    public Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<ReadOutcome>(records.TryGetValue(id, out var found) ? new ReadOutcome.Found(found.Record) : new ReadOutcome.NotFound());
    }

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<FindOutcome>(new FindOutcome.Found(byEmail.TryGetValue(value, out var id) ? [records[id].Record] : []));
    }

    public Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation)
    {
        lock (turn)
            return Task.FromResult<WriteOutcome>(new WriteOutcome.Succeeded(records[Put(NewId(), Parse(body))].Record));
    }

    public Task<WriteOutcome> UpdateAsync(
        string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation)
    {
        lock (turn)
        {
            if (!records.TryGetValue(id, out var found))
                return Task.FromResult<WriteOutcome>(new WriteOutcome.NotFound());
            if (ifVersion is not null && ifVersion != found.Record.Version)
                return Task.FromResult<WriteOutcome>(new WriteOutcome.VersionMismatch());
            var fields = FieldsOf(id);
            foreach (var (field, value) in Parse(patch))
                fields[field] = value?.DeepClone();
            Put(id, fields);
            return Task.FromResult<WriteOutcome>(new WriteOutcome.Succeeded(records[id].Record));
        }
    }

    public Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation) =>
        throw new NotSupportedException("No row deletes.");

    private FeedPage Page(long since, int limit)
    {
        var items = new List<FeedItem>();
        foreach (var (place, id) in feed.GetViewBetween((since + 1, ""), (long.MaxValue, "")).Take(limit))
            items.Add(new FeedItem(records[id].Record, place, Deleted: false));
        var next = items.Count == 0 ? since : items[^1].Place!.Value;
        return new FeedPage(items, next.ToString(CultureInfo.InvariantCulture), items.Count == limit);
    }

    private string NewId() => (++lastId).ToString("d8", CultureInfo.InvariantCulture);

    private JsonObject FieldsOf(string id) => Parse(records[id].Record.Body);

    private string Put(string id, JsonObject fields, bool told = true)
    {
        if (records.TryGetValue(id, out var before))
            feed.Remove((before.Place, id));
        else
            ids.Add(id);
        fields["id"] = id;
        var record = new SideRecord(
            id, (++versions).ToString(CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetBytes(fields.ToJsonString()));
        if ((string?)fields["email"] is { } email)
            byEmail[email] = id;
        records[id] = new Entry(record, told ? ++sequence : 0);
        if (!told)
            return id;
        feed.Add((sequence, id));
        Tell();
        return id;
    }

    private void Tell()
    {
        var waiting = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!.AsObject();

    private readonly record struct Entry(SideRecord Record, long Place);
}
