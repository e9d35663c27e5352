using System.Text.Json.Nodes;

namespace Sync.Sandbox.Storage;

/// <summary>One record as the database keeps it; a tombstone when it has no body.</summary>
/// <param name="Id">The id as text, integer ids too.</param>
/// <param name="Seq">Where its last change stands in this side's order of changes.</param>
/// <param name="Version">Opaque, never used twice on one database.</param>
/// <param name="UpdatedAt">ISO 8601, UTC, milliseconds.</param>
/// <param name="Body">JSON of all fields of its shape; null once deleted.</param>
internal sealed record StoredRecord(string Id, long Seq, string Version, string UpdatedAt, string? Body)
{
    public bool Deleted => Body is null;

    public JsonObject Fields() => JsonNode.Parse(Body!)!.AsObject();
}
