using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>Reads what every record of a kind carries. Bodies are the exact bytes the side sent.</summary>
internal sealed class RecordReader(RecordFields fields)
{
    /// <summary>A record.</summary>
    /// <param name="json">The record, without wrapper.</param>
    /// <param name="etag">The answer's ETag, the version where no field is configured.</param>
    /// <returns><see langword="null"/> where the JSON has no id and so is no record.</returns>
    public SideRecord? Record(JsonElement json, string? etag) => Read(json, etag, JsonMarshal.GetRawUtf8Value(json).ToArray());

    /// <summary>An item of a feed.</summary>
    /// <returns><see langword="null"/> where the JSON has no id.</returns>
    public FeedItem? Item(JsonElement json)
    {
        var deleted = fields.Deleted is { } path && DottedPath.Find(json, path) is { ValueKind: JsonValueKind.True };
        var record = deleted ? Read(json, null, ReadOnlyMemory<byte>.Empty) : Record(json, null);
        return record is null ? null : new FeedItem(record, Place(json), deleted);
    }

    /// <summary>When the record was changed, as the side wrote it.</summary>
    public string? ModifiedAtText(JsonElement json) => DottedPath.Text(json, fields.ModifiedAt);

    private SideRecord? Read(JsonElement json, string? etag, ReadOnlyMemory<byte> body) =>
        DottedPath.Text(json, fields.Id) is { Length: > 0 } id
            ? new SideRecord(id, fields.Version is null ? etag : DottedPath.Text(json, fields.Version), ModifiedAt(json), body)
            : null;

    private DateTimeOffset? ModifiedAt(JsonElement json) =>
        DateTimeOffset.TryParse(
            DottedPath.Text(json, fields.ModifiedAt), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;

    private long? Place(JsonElement json) =>
        long.TryParse(DottedPath.Text(json, fields.Position), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place)
            ? place
            : null;
}
