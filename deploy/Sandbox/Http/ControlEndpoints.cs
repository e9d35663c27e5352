using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Sandbox.Faults;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;
using Sync.Sandbox.Webhooks;

namespace Sync.Sandbox.Http;

/// <summary>The paths that begin with an underscore: how a side is watched, tampered with and described. Never faulted.</summary>
internal sealed class ControlEndpoints(
    Side side, Writer writer, FaultBench faults, RequestLog log, WebhookRegister webhooks, TimeProvider clock)
{
    private static readonly IReadOnlyList<string> Paths = ["_health", "_shapes", "_faults", "_webhooks", "_log", "_expire", "_silent"];

    public async Task<Answer> HandleAsync(string path, Exchange exchange) => (path, exchange.Method) switch
    {
        ("_health", "GET") => Answer.Json(200, new JsonObject { ["status"] = "ok", ["sandbox"] = "sync", ["side"] = side.Name }),
        ("_shapes", "GET") => Answer.Json(200, ShapeText.Of(side)),
        ("_faults", "GET") => Answer.Json(200, FaultBench.ToJson(faults.Settings)),
        ("_faults", "PUT") => Answer.Json(200, FaultBench.ToJson(faults.Merge(exchange.JsonBody()))),
        ("_faults", "DELETE") => ResetFaults(),
        ("_webhooks", "GET") => Answer.Json(200, Webhooks()),
        ("_webhooks", "POST") => await AddWebhookAsync(exchange.JsonBody()),
        ("_webhooks", "DELETE") => await RemoveWebhooksAsync(exchange.Query),
        ("_log", "GET") => Log(exchange.Query),
        ("_expire", "POST") => await ExpireAsync(exchange.Query),
        ("_silent", "POST") => await TamperAsync(exchange.JsonBody()),
        _ when Paths.Contains(path) => throw new RefusedException(405, $"/{path} does not take {exchange.Method}"),
        _ => throw RefusedException.NotFound($"there is no /{path}; known are {string.Join(", ", Paths)}"),
    };

    private Answer ResetFaults()
    {
        faults.Reset();
        return new Answer(204);
    }

    private JsonObject Webhooks() => new()
    {
        ["items"] = new JsonArray(
            [.. webhooks.All.Select(webhook => new JsonObject { ["url"] = webhook.Url, ["created_at"] = webhook.CreatedAt })]),
    };

    private async Task<Answer> AddWebhookAsync(JsonObject body)
    {
        var webhook = new Webhook(Text(body, "url"), Text(body, "secret"), Moments.Spell(clock.GetUtcNow()));
        var added = await webhooks.AddAsync(webhook);
        return Answer.Json(added ? 201 : 200, new JsonObject { ["url"] = webhook.Url });
    }

    private async Task<Answer> RemoveWebhooksAsync(IQueryCollection query)
    {
        await webhooks.RemoveAsync(QueryReader.Text(query, "url"));
        return new Answer(204);
    }

    private Answer Log(IQueryCollection query)
    {
        var since = QueryReader.Whole(query, "since", 0, 0, int.MaxValue);
        var limit = QueryReader.Whole(query, "limit", 1000, 1, 10_000);
        var entries = log.Since(since, limit + 1);
        var items = entries.Take(limit).Select(LogText).ToArray<JsonNode?>();
        return Answer.Json(200, new JsonObject
        {
            ["items"] = new JsonArray(items),
            ["next"] = entries.Count > 0 ? entries[items.Length - 1].Number : since,
            ["more"] = entries.Count > limit,
        });
    }

    private async Task<Answer> ExpireAsync(IQueryCollection query)
    {
        var kind = QueryReader.Text(query, "kind");
        var shapes = kind is null ? side.Shapes : [side.Find(kind) ?? throw SideServer.UnknownKind(side, kind)];
        await writer.WriteAsync(session =>
        {
            foreach (var shape in shapes) session.Expire(shape);
            return true;
        });
        return new Answer(204);
    }

    private async Task<Answer> TamperAsync(JsonObject body)
    {
        var kind = Text(body, "kind");
        var shape = side.Find(kind) ?? throw SideServer.UnknownKind(side, kind);
        var id = Text(body, "id");
        var patch = body["patch"] switch
        {
            null => null,
            JsonObject patched => patched,
            _ => throw RefusedException.Invalid("patch is an object, or null to remove the record", "patch"),
        };
        await writer.WriteAsync(session =>
        {
            RecordWrites.Tamper(session, shape, id, patch);
            return true;
        });
        return new Answer(204);
    }

    private static JsonObject LogText(LogEntry entry) => new()
    {
        ["n"] = entry.Number,
        ["at"] = entry.At,
        ["method"] = entry.Method,
        ["path"] = entry.Path,
        ["query"] = entry.Query,
        ["status"] = entry.Status,
        ["ifMatch"] = entry.IfMatch,
        ["idempotencyKey"] = entry.IdempotencyKey,
        ["fault"] = entry.Fault,
        ["replayed"] = entry.Replayed,
        ["body"] = ParsedOrText(entry.Body),
    };

    private static JsonNode? ParsedOrText(string? body)
    {
        if (body is null) return null;
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string Text(JsonObject body, string name) =>
        body[name] is { } value ? Scalars.StringOf(value, name) : throw RefusedException.Invalid($"{name} is required", name);
}
