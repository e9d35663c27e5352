using System.Globalization;
using System.Security.Cryptography;

namespace Sync.Connectors;

/// <summary>
/// The feed of a side that has no cursor, only «changed since»: pages in the order of modified-at, from a time on (inclusive) and
/// after so many records. Once all is read, it is read again from an overlap before the newest time there was when that reading
/// began, so that what is committed late under an earlier time is seen however long the reading took. Within one time it goes on
/// by number, so that a page full of equal times ends. What was given already is not given again: that is remembered beside the
/// cursor, and believed only under that very cursor. Thread-safe.
/// </summary>
internal sealed class TimeFeed(TimeSpan overlap)
{
    private readonly Lock turn = new();
    private (string Cursor, Dictionary<string, (string Print, Moment At)> Given) memory = ("", []);

    /// <summary>An item of a page, with its modified-at as the side wrote it.</summary>
    public sealed record Timed(FeedItem Item, string? At);

    /// <summary>The cursor of everything changed after these records were listed; <see langword="null"/>: there were none.</summary>
    public string? After(IReadOnlyList<Timed> listed) => listed.Count == 0
        ? null
        : new Place(listed.Select(At).Max().Before(overlap).Text, 0, listed.Select(At).Max().Text, null, 0).ToString();

    /// <summary>What to ask for: from which time on (<see langword="null"/>: all there is), after how many records.</summary>
    public static (string? Since, int Offset) Asked(string? cursor) => Place.Parse(cursor) is var place ? (place.Since, place.Offset) : default;

    /// <summary>What a page of the side is to the ingest.</summary>
    /// <param name="cursor">What was asked with.</param>
    /// <param name="page">Its items, in the side's order.</param>
    /// <param name="more">Whether the side says that there is more; <see langword="null"/>: it does not say.</param>
    /// <exception cref="FormatException">A record has no time, or the page is not in their order.</exception>
    public FeedPage Take(string? cursor, IReadOnlyList<Timed> page, bool? more)
    {
        var asked = Place.Parse(cursor);
        var times = page.Select(At).ToList();
        if (times.Zip(times.Skip(1)).FirstOrDefault(pair => pair.First.CompareTo(pair.Second) > 0) is { First.Text: not null } wrong)
            throw new FormatException($"the feed is not in the order of the records' modified-at: {wrong.Second} follows {wrong.First}");
        lock (turn)
        {
            var given = memory.Cursor == (cursor ?? "") ? new(memory.Given) : new Dictionary<string, (string, Moment)>(StringComparer.Ordinal);
            var fresh = page.Where((timed, index) => IsNew(given, timed, times[index])).Select(timed => timed.Item with { Place = null }).ToList();
            var isRead = page.Count == 0 || more == false;
            var next = Next(asked, times, isRead) with { Number = asked.Number + (fresh.Count > 0 ? 1 : 0) };
            Forget(given, next);
            memory = (next.ToString(), given);
            return new FeedPage(fresh, next.ToString(), !isRead);
        }
    }

    private static bool IsNew(Dictionary<string, (string Print, Moment At)> given, Timed timed, Moment at)
    {
        var print = $"{timed.Item.Deleted}{timed.Item.Record.Version}{Convert.ToHexString(SHA256.HashData(timed.Item.Record.Body.Span))}";
        var isNew = !given.TryGetValue(timed.Item.Record.Id, out var before) || before.Print != print;
        given[timed.Item.Record.Id] = (print, at);
        return isNew;
    }

    private Place Next(Place asked, List<Moment> times, bool isRead)
    {
        var newest = times.Append(asked.Newest is { } known ? Moment.Parse(known) : default).Max();
        if (newest.Text is null)
            return asked;
        // Whatever the first page of a reading shows was there when it began.
        var began = asked.Began ?? newest.Text;
        if (isRead)
            return new Place(Moment.Parse(began).Before(overlap).Text, 0, newest.Text, null, 0);
        return asked.Since is null || times[^1].CompareTo(Moment.Parse(asked.Since)) > 0
            ? new Place(times[^1].Text, 0, newest.Text, began, 0)
            : asked with { Offset = asked.Offset + times.Count, Newest = newest.Text, Began = began };
    }

    /// <summary>What no request goes back to need not be remembered.</summary>
    private void Forget(Dictionary<string, (string Print, Moment At)> given, Place next)
    {
        if (next.Since is null)
            return;
        var from = Moment.Parse(next.Since);
        if (next.Began is { } began && Moment.Parse(began).Before(overlap) is var back && back.CompareTo(from) < 0)
            from = back;
        foreach (var (id, (_, at)) in given)
        {
            if (at.CompareTo(from) < 0)
                given.Remove(id);
        }
    }

    private static Moment At(Timed timed) => timed.At is { } text
        ? Moment.Parse(text)
        : throw new FormatException($"record {timed.Item.Record.Id} has no modified-at");

    /// <summary>
    /// A cursor: from when, after how many, the newest time seen, the newest there was when this reading began (nothing: it begins
    /// here), and a number that no two pages with records share.
    /// </summary>
    private sealed record Place(string? Since, int Offset, string? Newest, string? Began, long Number)
    {
        private const char Separator = '|';

        public static Place Parse(string? cursor)
        {
            if (string.IsNullOrEmpty(cursor))
                return new Place(null, 0, null, null, 0);
            var parts = cursor.Split(Separator);
            return parts.Length == 5
                ? new Place(Known(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), Known(parts[2]), Known(parts[3]), long.Parse(parts[4], CultureInfo.InvariantCulture))
                : throw new FormatException($"'{cursor}' is no cursor of a feed by time");

            static string? Known(string text) => text.Length > 0 ? text : null;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Since}{Separator}{Offset}{Separator}{Newest}{Separator}{Began}{Separator}{Number}");
    }
}
