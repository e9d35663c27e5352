using System.Globalization;
using System.Text;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Http;

/// <summary>A record as callers see it: its id, its fields, then version and moment; its place only in the feed.</summary>
internal static class RecordText
{
    public static StringBuilder Write(StringBuilder text, Side side, StoredRecord record, bool withSeq)
    {
        text.Append("{\"id\":").Append(side.IntegerIds ? record.Id : $"\"{record.Id}\"").Append(',');
        if (withSeq) text.Append(CultureInfo.InvariantCulture, $"\"seq\":{record.Seq},");
        // The stored body is a JSON object with at least one field: its braces go, its text stays as it is.
        if (record.Body is { } body) text.Append(body.AsSpan(1, body.Length - 2)).Append(',');
        text.Append($"\"version\":\"{record.Version}\",\"updated_at\":\"{record.UpdatedAt}\"");
        if (record.Deleted) text.Append(",\"deleted\":true");
        return text.Append('}');
    }
}
