using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Http;

/// <summary>An answer, whole before its first byte leaves, so that the log knows it before the caller does.</summary>
internal sealed record Answer(int Status, string? Body = null)
{
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>The version to send as ETag; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>The version the first use of this idempotency key made; null when this is no replay.</summary>
    public string? Replayed { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public string? Location { get; init; }

    public string? Allow { get; init; }

    /// <summary>The injected fault that made this answer; null when none did.</summary>
    public string? Fault { get; init; }

    public static Answer Json(int status, JsonNode body) => new(status, body.ToJsonString(Conformance.Spelling));

    public static Answer Of(RefusedException refusal)
    {
        var body = new JsonObject { ["error"] = refusal.Message };
        if (refusal.Field is not null) body["field"] = refusal.Field;
        if (refusal.ConflictingId is not null) body["id"] = JsonNode.Parse(refusal.ConflictingId);
        if (refusal.PresentVersion is not null) body["version"] = refusal.PresentVersion;
        return Json(refusal.Status, body) with { Version = refusal.PresentVersion };
    }

    public static Answer Record(int status, Side side, StoredRecord record, string? replayed = null) =>
        new(status, RecordText.Write(new StringBuilder(), side, record, withSeq: false).ToString())
        {
            Version = record.Version,
            Replayed = replayed,
        };

    /// <summary>The shape every page has, of a list, of a find and of the feed.</summary>
    public static Answer Page(
        Side side, IReadOnlyList<StoredRecord> items, string? next, bool more, string? cursor, bool withSeq)
    {
        var text = new StringBuilder("{\"items\":[");
        for (var i = 0; i < items.Count; i++) RecordText.Write(i == 0 ? text : text.Append(','), side, items[i], withSeq);
        text.Append("],\"next\":").Append(JsonSerializer.Serialize(next)).Append(",\"more\":").Append(more ? "true" : "false");
        if (cursor is not null) text.Append(",\"cursor\":").Append(JsonSerializer.Serialize(cursor));
        return new Answer(200, text.Append('}').ToString());
    }
}
