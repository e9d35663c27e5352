using System.Text.Json;

namespace Sync.Connectors;

/// <summary>Reads answers that hold many records. A page that cannot be read whole is a failure: nothing is dropped silently.</summary>
internal static class PageReader
{
    /// <summary>A page of a feed.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="answer">The side's answer.</param>
    /// <param name="cursor">What was asked with; stands where an empty page names no next cursor.</param>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static FeedPage Feed(KindProtocol kind, Answer answer, string cursor) => Read(answer, (page, name) =>
    {
        var items = Items(page, kind, name, kind.Records.Item);
        var next = DottedPath.Text(page, kind.Settings.Next);
        if (next is null && items.Count > 0)
            throw new ConnectorException(new Failure($"{name}: the page has items but no next cursor at '{kind.Settings.Next}'"));
        return new FeedPage(items, next ?? cursor, IsTrue(page, kind.Settings.More) ?? false);
    });

    /// <summary>A page of a feed without a cursor, and whether the side says that more is there now.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static (IReadOnlyList<TimeFeed.Timed> Items, bool? More) Timed(KindProtocol kind, Answer answer) => Read(answer, (page, name) =>
        ((IReadOnlyList<TimeFeed.Timed>)Items(page, kind, name, json => Timed(kind, json)), IsTrue(page, kind.Settings.More)));

    /// <summary>A page of a listing. Where the side does not say whether there is more, a next cursor says so.</summary>
    /// <exception cref="ConnectorException">It is none.</exception>
    public static ListPage List(KindProtocol kind, Answer answer) => Read(answer, (page, name) =>
    {
        var next = DottedPath.Text(page, kind.Settings.Next);
        var more = IsTrue(page, kind.Settings.More) ?? next is { Length: > 0 };
        if (more && string.IsNullOrEmpty(next))
            throw new ConnectorException(new Failure($"{name}: the page has more after it but no next cursor at '{kind.Settings.Next}'"));
        var cursor = kind.ByTime is { } feed
            ? feed.After(Items(page, kind, name, json => Timed(kind, json)))
            : DottedPath.Text(page, kind.Settings.Cursor);
        return new ListPage(Records(page, kind, name), more ? next : null, cursor);
    });

    /// <summary>All records of an answer.</summary>
    /// <exception cref="ConnectorException">It has none to read.</exception>
    public static IReadOnlyList<SideRecord> Found(KindProtocol kind, Answer answer) =>
        Read(answer, (page, name) => Records(page, kind, name));

    private static T Read<T>(Answer answer, Func<JsonElement, string, T> read)
    {
        if (answer is not Answer.Received { IsSuccess: true } received)
            throw new ConnectorException(answer.AsFailure());
        try
        {
            using var json = received.Json();
            return read(json.RootElement, received.Name);
        }
        catch (JsonException exception)
        {
            throw new ConnectorException(received.NotJson, exception);
        }
        catch (FormatException exception)
        {
            throw new ConnectorException(new Failure($"{received.Name}: {exception.Message}"), exception);
        }
    }

    private static TimeFeed.Timed? Timed(KindProtocol kind, JsonElement json) =>
        kind.Records.Item(json) is { } item ? new TimeFeed.Timed(item, kind.Records.ModifiedAtText(json)) : null;

    private static IReadOnlyList<SideRecord> Records(JsonElement page, KindProtocol kind, string name) =>
        Items(page, kind, name, json => kind.Records.Record(json, etag: null));

    private static List<T> Items<T>(JsonElement page, KindProtocol kind, string name, Func<JsonElement, T?> read)
        where T : class
    {
        if (DottedPath.Find(page, kind.Settings.Items) is not { ValueKind: JsonValueKind.Array } items)
            throw new ConnectorException(new Failure($"{name}: no list of records at '{kind.Settings.Items}'"));
        return items.EnumerateArray()
            .Select((json, index) => read(json) ?? throw new ConnectorException(new Failure($"{name}: record {index} has no id")))
            .ToList();
    }

    private static bool? IsTrue(JsonElement page, string path) => DottedPath.Find(page, path)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
