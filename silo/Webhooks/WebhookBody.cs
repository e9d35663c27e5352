using System.Text.Json;
using Sync.Connectors;

namespace Sync.Webhooks;

/// <summary>Reads the body of a webhook: <c>{kind, id, event}</c>, or an array of them.</summary>
internal static class WebhookBody
{
    /// <summary>The hints it holds, each record once. The event is not needed: the record is read again.</summary>
    /// <exception cref="WebhookRefusedException">It is malformed, or names a kind the side does not have.</exception>
    public static IReadOnlyList<WebhookHint> Read(ReadOnlyMemory<byte> body, SideConfiguration side)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var deliveries = root.ValueKind is JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
            return deliveries.SelectMany(delivery => Hints(delivery, side)).Distinct().ToList();
        }
        catch (JsonException exception)
        {
            throw new WebhookRefusedException($"the body is not JSON: {exception.Message}");
        }
    }

    private static IEnumerable<WebhookHint> Hints(JsonElement delivery, SideConfiguration side)
    {
        var native = DottedPath.Text(delivery, "kind") ?? throw new WebhookRefusedException("kind is missing", "kind");
        var id = DottedPath.Text(delivery, "id") is { Length: > 0 } text ? text : throw new WebhookRefusedException("id is missing", "id");
        var kinds = side.Kinds.Where(kind => kind.Key == native || kind.Value.Path.Trim('/') == native.Trim('/')).ToList();
        return kinds.Count > 0
            ? kinds.Select(kind => new WebhookHint(kind.Key, id))
            : throw new WebhookRefusedException($"there is no kind '{native}'; known are {string.Join(", ", side.Kinds.Keys)}", "kind");
    }
}

/// <summary>A delivery that will never be taken.</summary>
internal sealed class WebhookRefusedException(string message, string? field = null) : Exception(message)
{
    /// <summary>The field that is wrong.</summary>
    public string? Field { get; } = field;
}
