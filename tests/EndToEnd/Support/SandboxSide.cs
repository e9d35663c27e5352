using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sync.EndToEnd.Tests;

/// <summary>One side of the sandbox, used as its people use it. Asks again where a fault is switched on.</summary>
internal sealed class SandboxSide(Uri address) : IDisposable
{
    private const int MostAttempts = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    public Uri Address => address;

    /// <summary>All records of a kind, as the side itself lists them.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string kind)
    {
        var records = new List<JsonObject>();
        string? after = null;
        do
        {
            var page = (await AskAsync(HttpMethod.Get, $"{kind}?limit=1000&after={after}"))!;
            records.AddRange(page["items"]!.AsArray().Select(item => item!.AsObject()));
            after = page["next"]?.ToString();
        }
        while (after is not null);
        return records;
    }

    /// <summary>A record; <see langword="null"/> where there is none.</summary>
    public Task<JsonObject?> ReadAsync(string kind, string id) => AskAsync(HttpMethod.Get, $"{kind}/{id}");

    /// <summary>The one record of a kind with this value; <see langword="null"/> where there is none.</summary>
    public async Task<JsonObject?> FindAsync(string kind, string field, string value)
    {
        var page = (await AskAsync(HttpMethod.Get, $"{kind}?{field}={Uri.EscapeDataString(value)}"))!;
        return page["items"]!.AsArray().Select(item => item!.AsObject()).SingleOrDefault();
    }

    /// <summary>Creates a record; one whose unique value is taken is there already, and that is as good.</summary>
    public async Task<JsonObject> CreateAsync(string kind, JsonObject record) =>
        (await AskAsync(HttpMethod.Post, kind, record, Guid.NewGuid().ToString()))!;

    /// <summary>Creates a record on a side that keeps no keys: before it is sent again, this person looks whether it is there.</summary>
    public async Task CreateAsync(string kind, JsonObject record, string named)
    {
        while (await FindAsync(kind, named, record[named]!.ToString()) is null)
            await TryAsync(HttpMethod.Post, kind, record, Guid.NewGuid().ToString());
    }

    public async Task<JsonObject> PatchAsync(string kind, string id, string field, JsonNode? value) =>
        (await AskAsync(HttpMethod.Patch, $"{kind}/{id}", new JsonObject { [field] = value }, Guid.NewGuid().ToString()))!;

    /// <summary>Sends a write that this side has logged once more, as it was.</summary>
    public Task WriteAgainAsync(JsonNode logged) =>
        AskAsync(new HttpMethod($"{logged["method"]}"), $"{logged["path"]}"[1..], JsonNode.Parse($"{logged["body"]}")!.AsObject());

    public Task DeleteAsync(string kind, string id) => AskAsync(HttpMethod.Delete, $"{kind}/{id}", key: Guid.NewGuid().ToString());

    /// <summary>Changes a record, or without a patch removes it, as by hand in the side's database.</summary>
    public Task TamperAsync(string kind, string id, JsonObject? patch) =>
        AskAsync(HttpMethod.Post, "_silent", new JsonObject { ["kind"] = kind, ["id"] = id, ["patch"] = patch });

    /// <summary>How many changes this side has had, of all kinds, people's and ours.</summary>
    public async Task<long> ChangesAsync() => long.Parse(
        (await AskAsync(HttpMethod.Get, "customers?limit=1"))!["cursor"]!.ToString().Split('.')[1], CultureInfo.InvariantCulture);

    /// <summary>Whether nothing of a kind's feed is after a cursor.</summary>
    public async Task<bool> IsEndOfFeedAsync(string kind, string cursor) =>
        (await AskAsync(HttpMethod.Get, $"{kind}?since={cursor}&limit=1"))!["next"]!.ToString() == cursor;

    /// <summary>Switches faults on; an empty object changes nothing.</summary>
    public Task SetFaultsAsync(JsonObject faults) => AskAsync(HttpMethod.Put, "_faults", faults);

    public Task ClearFaultsAsync() => AskAsync(HttpMethod.Delete, "_faults");

    /// <summary>Every POST, PATCH and DELETE this side has logged since it started, except those answered before anything happened.</summary>
    public async Task<IReadOnlyList<(string Method, string Path)>> WritesAsync() =>
        [.. (await LoggedWritesAsync()).Select(i => (i["method"]!.ToString(), i["path"]!.ToString()))];

    /// <summary>The writes that took effect, each once, with the version and the key that they named.</summary>
    public async Task<IReadOnlyList<(string? IfMatch, string? Key)>> DoneWritesAsync() =>
        [.. (await LoggedWritesAsync()).Where(i => i["status"]!.GetValue<int>() is >= 200 and < 300 && !i["replayed"]!.GetValue<bool>())
            .Select(i => (i["ifMatch"]?.ToString(), i["idempotencyKey"]?.ToString()))];

    /// <summary>The writes that took effect, each once, with what was sent.</summary>
    public async Task<IReadOnlyList<(string Method, string Path, JsonObject? Body)>> SentWritesAsync() =>
        [.. (await LoggedWritesAsync()).Where(i => i["status"]!.GetValue<int>() is >= 200 and < 300 && !i["replayed"]!.GetValue<bool>())
            .Select(i => (i["method"]!.ToString(), i["path"]!.ToString(), i["body"] as JsonObject))];

    /// <summary>What was written into a field of a record, oldest first; a person names no version, we do.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, string Value, bool IsOurs)>> EditsAsync(string kind, string id, string field) =>
        [.. (await LoggedWritesAsync())
            .Where(i => i["method"]!.ToString() == "PATCH" && i["path"]!.ToString() == $"/{kind}/{id}" && i["status"]!.GetValue<int>() == 200)
            .Select(i => (Entry: i, Value: JsonNode.Parse(i["body"]!.ToString())![field]))
            .Where(edit => edit.Value is not null)
            .Select(edit => (DateTimeOffset.Parse(edit.Entry["at"]!.ToString(), CultureInfo.InvariantCulture), edit.Value!.ToString(), edit.Entry["ifMatch"] is not null))];

    private async Task<IReadOnlyList<JsonNode>> LoggedWritesAsync()
    {
        var writes = new List<JsonNode>();
        for (var since = 0L; ;)
        {
            var page = (await AskAsync(HttpMethod.Get, $"_log?since={since}&limit=1000"))!;
            var items = page["items"]!.AsArray();
            if (items.Count == 0)
                return writes;
            since = items[^1]!["n"]!.GetValue<long>();
            writes.AddRange(items.Where(i => i!["method"]!.ToString() is "POST" or "PATCH" or "DELETE")!);
        }
    }

    /// <summary>Every write, whatever came of it, with all that the log has of it.</summary>
    public Task<IReadOnlyList<JsonNode>> AllWritesAsync() => LoggedWritesAsync();

    public void Dispose() => http.Dispose();

    private async Task<JsonObject?> AskAsync(HttpMethod method, string path, JsonObject? body = null, string? key = null)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await TryAsync(method, path, body, key) is (true, var found))
                return found;
            await Task.Delay(Pause, TimeProvider.System);
        }
        throw new InvalidOperationException($"{method} {address}{path} failed {MostAttempts} times");
    }

    /// <summary>Asks once; whether it was answered, and with what.</summary>
    private async Task<(bool IsAnswered, JsonObject? Found)> TryAsync(HttpMethod method, string path, JsonObject? body, string? key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
                return (true, null);
            if (answer.IsSuccessStatusCode)
                return (true, await answer.Content.ReadAsStringAsync() is { Length: > 0 } text ? JsonNode.Parse(text)!.AsObject() : null);
            return (int)answer.StatusCode >= 500 || answer.StatusCode == HttpStatusCode.TooManyRequests
                ? (false, null)
                : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException)
        {
            return (false, null);
        }
    }
}
