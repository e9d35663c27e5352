using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Grains.Tests;

/// <summary>A side in memory: records with a key and a text, and their feed. Counts what is asked, and can hold it back.</summary>
internal sealed partial class MemorySide(Side side) : IConnector
{
    private readonly Lock turn = new();
    private readonly Dictionary<string, Held> records = [];
    private TaskCompletionSource changed = New();
    private long sequence;

    public Side Side => side;

    /// <summary>Writes that took effect, in order: <c>update crm-1</c>.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>How often each record was read.</summary>
    public ConcurrentDictionary<string, int> Reads { get; } = [];

    /// <summary>Why updates are refused; <see langword="null"/>: they are not.</summary>
    public string? Refuses { get; set; }

    /// <summary>Which texts are refused while <see cref="Refuses"/> says why.</summary>
    public Predicate<string> RefusesOnly { get; set; } = _ => true;

    /// <summary>What this side makes of a text that is written to it.</summary>
    public Func<string, string> Stores { get; set; } = text => text;

    /// <summary>How many creates from now on are done without an answer.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>What was asked in the background, in order: <c>create</c>, <c>list</c>, <c>read crm-1</c>.</summary>
    public ConcurrentQueue<string> InBackgroundAsked { get; } = [];

    public IConnector InBackground => new View(this, partition: null, inBackground: true);

    public IConnector InPartition(string partition) => new View(this, partition, inBackground: false);

    /// <summary>What it says it can do.</summary>
    public ConnectorCapabilities Can { get; set; } = new();

    /// <summary>The texts that were written to it, in order.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>While not completed, reads wait for it.</summary>
    public TaskCompletionSource LetRead { get; private set; } = Done();

    /// <summary>Completes when a write has arrived; answered only when <see cref="LetGo"/> is set.</summary>
    public TaskCompletionSource WriteArrived { get; private set; } = New();

    /// <summary>While not completed, writes wait for it before they take effect.</summary>
    public TaskCompletionSource LetGo { get; private set; } = Done();

    /// <summary>How many records a page of a listing has at most.</summary>
    public int ListsAtOnce { get; set; } = int.MaxValue;

    /// <summary>Completes when a page of a listing after the first is asked for; answered only when <see cref="LetList"/> is set.</summary>
    public TaskCompletionSource ListGoesOn { get; private set; } = New();

    /// <summary>While not completed, pages of a listing after the first wait for it.</summary>
    public TaskCompletionSource LetList { get; private set; } = Done();

    /// <summary>Refuses the next cursor.</summary>
    public bool Expires { get; set; }

    /// <summary>Holds every listing after its first page from now on.</summary>
    public void HoldLists() => (ListGoesOn, LetList) = (New(), New());

    /// <summary>Holds every write from now on.</summary>
    public void HoldWrites() => (WriteArrived, LetGo) = (New(), New());

    /// <summary>Holds every read from now on.</summary>
    public void HoldReads() => LetRead = New();

    /// <summary>A person writes a record.</summary>
    public void Put(string id, string key, string text)
    {
        lock (turn)
            records[id] = new Held(key, text, false, 0);
        Touch(id);
    }

    /// <summary>A person writes a record, and no feed tells of it.</summary>
    public void PutUnheard(string id, string key, string text)
    {
        lock (turn)
            records[id] = new Held(key, text, false, -1);
    }

    /// <summary>A person deletes a record.</summary>
    public void Remove(string id)
    {
        lock (turn)
            records[id] = records[id] with { IsDeleted = true };
        Touch(id);
    }

    /// <summary>The text of the record with this key; <see langword="null"/> where there is none.</summary>
    public string? TextOf(string key)
    {
        lock (turn)
            return records.Values.FirstOrDefault(r => r.Key == key && !r.IsDeleted)?.Text;
    }

    public ConnectorCapabilities Capabilities(string kind) => Can;

    public Task<FeedPage> ChangesAsync(string kind, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation) =>
        ChangesInAsync(null, cursor, limit, wait, cancellation);

    private async Task<FeedPage> ChangesInAsync(string? partition, string? cursor, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        var since = long.Parse(string.IsNullOrEmpty(cursor) ? "0" : cursor, CultureInfo.InvariantCulture);
        var next = Next(since);
        if (next is not null && wait > TimeSpan.Zero)
            await Task.WhenAny(next, Task.Delay(wait, TimeProvider.System, cancellation));
        cancellation.ThrowIfCancellationRequested();
        lock (turn)
        {
            if (Expires)
            {
                Expires = false;
                throw new CursorExpiredException(new Failure($"the cursor {cursor} is no longer kept"));
            }
            var items = records.Where(r => IsIn(partition, r.Key) && r.Value.Place > since).OrderBy(r => r.Value.Place).Take(limit).ToList();
            // What is not of the partition is passed over.
            var last = items.Count < limit ? Math.Max(since, sequence) : items[^1].Value.Place;
            return new FeedPage(
                [.. items.Select(r => new FeedItem(Told(r.Key, r.Value), r.Value.Place, r.Value.IsDeleted))],
                last.ToString(CultureInfo.InvariantCulture), last < sequence);
        }
    }

    public Task<ListPage> ListAsync(string kind, string? after, int limit, CancellationToken cancellation) => ListInAsync(null, after, limit);

    private async Task<ListPage> ListInAsync(string? partition, string? after, int limit)
    {
        if (after is not null)
        {
            ListGoesOn.TrySetResult();
            await LetList.Task;
        }

        lock (turn)
        {
            var items = records.Where(r => IsIn(partition, r.Key) && !r.Value.IsDeleted && string.CompareOrdinal(r.Key, after) > 0).OrderBy(r => r.Key, StringComparer.Ordinal)
                .Take(Math.Min(limit, ListsAtOnce)).Select(r => Told(r.Key, r.Value)).ToList();
            return new ListPage(items, items.Count < ListsAtOnce ? null : items[^1].Id, sequence.ToString(CultureInfo.InvariantCulture));
        }
    }

    public async Task<ReadOutcome> ReadAsync(string kind, string id, CancellationToken cancellation)
    {
        Reads.AddOrUpdate(id, 1, (_, times) => times + 1);
        await LetRead.Task;
        lock (turn)
            return records.TryGetValue(id, out var held) && !held.IsDeleted ? new ReadOutcome.Found(Told(id, held)) : new ReadOutcome.NotFound();
    }

    public Task<FindOutcome> FindAsync(string kind, string field, string value, CancellationToken cancellation)
    {
        lock (turn)
        {
            return Task.FromResult<FindOutcome>(
                new FindOutcome.Found([.. records.Where(r => r.Value.Key == value && !r.Value.IsDeleted).Select(r => Told(r.Key, r.Value))]));
        }
    }

    public async Task<WriteOutcome> CreateAsync(string kind, ReadOnlyMemory<byte> body, string idempotencyKey, CancellationToken cancellation)
    {
        await ArriveAsync();
        var record = JsonNode.Parse(body.Span)!;
        var id = $"{side.Name()}-{(string)record["key"]!}";
        Put(id, (string)record["key"]!, Stored((string?)record["text"] ?? ""));
        var wrote = Wrote("create", id);
        if (AnswersToLose == 0)
            return wrote;
        AnswersToLose--;
        return new WriteOutcome.Unknown(new Failure("the answer was lost"));
    }

    public async Task<WriteOutcome> UpdateAsync(string kind, string id, ReadOnlyMemory<byte> patch, string? ifVersion, CancellationToken cancellation)
    {
        await ArriveAsync();
        lock (turn)
        {
            if (Version(records[id]) != ifVersion)
                return new WriteOutcome.VersionMismatch();
            var text = (string?)JsonNode.Parse(patch.Span)!["text"] ?? "";
            if (Refuses is { } reason && RefusesOnly(text))
                return new WriteOutcome.Rejected("text", reason);
            records[id] = records[id] with { Text = Stored(text) };
        }

        Touch(id);
        return Wrote("update", id);
    }

    public async Task<WriteOutcome> DeleteAsync(string kind, string id, string? ifVersion, CancellationToken cancellation)
    {
        await ArriveAsync();
        lock (turn)
        {
            if (Version(records[id]) != ifVersion)
                return new WriteOutcome.VersionMismatch();
            records[id] = records[id] with { IsDeleted = true };
            Writes.Add($"delete {id}");
        }

        Touch(id);
        return new WriteOutcome.Succeeded(null);
    }

    private string Stored(string text)
    {
        lock (turn)
            Texts.Add(text);
        return Stores(text);
    }

    private Task ArriveAsync()
    {
        WriteArrived.TrySetResult();
        return LetGo.Task;
    }

    private WriteOutcome Wrote(string operation, string id)
    {
        lock (turn)
        {
            Writes.Add($"{operation} {id}");
            return new WriteOutcome.Succeeded(Told(id, records[id]));
        }
    }

    private void Touch(string id)
    {
        TaskCompletionSource told;
        lock (turn)
        {
            records[id] = records[id] with { Place = ++sequence };
            (told, changed) = (changed, New());
        }

        told.SetResult();
    }

    private Task? Next(long since)
    {
        lock (turn)
            return sequence > since ? null : changed.Task;
    }

    private static SideRecord Told(string id, Held held) => new(
        id, Version(held), DateTimeOffset.UnixEpoch.AddSeconds(held.Place),
        held.IsDeleted ? default : Encoding.UTF8.GetBytes(new JsonObject { ["key"] = held.Key, ["text"] = held.Text }.ToJsonString()));

    private static bool IsIn(string? partition, string id) => partition is null || (id[^1] % 2 == 0) == (partition == "even");

    private static string Version(Held held) => $"v{held.Place}";

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Done()
    {
        var done = New();
        done.SetResult();
        return done;
    }

    private sealed record Held(string Key, string Text, bool IsDeleted, long Place);
}
