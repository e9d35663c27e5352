using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Grains;

/// <summary>
/// What would stand on a side besides, or in place of, what stands there: the records that were written in a rehearsal, and the feed
/// that would tell of them.
/// </summary>
internal sealed class RehearsedKind(TimeProvider time)
{
    private readonly Dictionary<string, Written> records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> idsByText = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> feed = [];

    /// <summary>The end of the feed.</summary>
    public string Cursor => Text(feed.Count);

    /// <summary>Whether the record was written; if so, how it stands now, <see langword="null"/> once deleted.</summary>
    public bool TryGet(string id, out SideRecord? record)
    {
        var isWritten = records.TryGetValue(id, out var written);
        record = written?.Record;
        return isWritten;
    }

    /// <summary>Puts a record, or without a body its tombstone; the record as it stands then.</summary>
    public SideRecord? Put(string id, JsonObject? body)
    {
        feed.Add(id);
        var version = $"rehearsed-{feed.Count}";
        var record = body is null ? null : new SideRecord(id, version, time.GetUtcNow(), JsonSerializer.SerializeToUtf8Bytes(body));
        records[id] = new Written(record, version, feed.Count);
        foreach (var text in Leaves(body).Distinct())
        {
            if (!idsByText.TryGetValue(text, out var ids))
                idsByText[text] = ids = [];
            if (!ids.Contains(id))
                ids.Add(id);
        }
        return record;
    }

    /// <summary>Written records in which this text stands somewhere; whoever asks compares for himself.</summary>
    public IEnumerable<SideRecord> Mentioning(string text) =>
        idsByText.GetValueOrDefault(text, []).Select(id => records[id].Record).OfType<SideRecord>();

    /// <summary>What was written after a place, each record once, as it stands now.</summary>
    public FeedPage Changes(string cursor, int limit)
    {
        var since = int.Parse(cursor, CultureInfo.InvariantCulture);
        var page = records.Where(r => r.Value.Place > since).OrderBy(r => r.Value.Place).Take(limit)
            .Select(r => new FeedItem(r.Value.Record ?? new SideRecord(r.Key, r.Value.Version, time.GetUtcNow(), default), r.Value.Place, r.Value.Record is null))
            .ToList();
        var next = page.Count > 0 ? (int)page[^1].Place!.Value : since;
        return new FeedPage(page, Text(next), next < feed.Count);
    }

    private static IEnumerable<string> Leaves(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => Leaves(entry.Value)),
        JsonArray list => list.SelectMany(Leaves),
        JsonValue value => [value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()],
        _ => [],
    };

    private static string Text(int place) => place.ToString(CultureInfo.InvariantCulture);

    private sealed record Written(SideRecord? Record, string Version, long Place);
}
