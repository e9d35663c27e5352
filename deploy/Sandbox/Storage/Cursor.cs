using System.Globalization;
using Sync.Sandbox.Http;

namespace Sync.Sandbox.Storage;

/// <summary>
/// A place in the feed, spelled <c>epoch.seq</c>. The epoch names the database, so that a cursor kept from before the
/// data was thrown away is refused and not mistaken for a place in the new one.
/// </summary>
internal static class Cursor
{
    public static string Spell(string epoch, long seq) => string.Create(CultureInfo.InvariantCulture, $"{epoch}.{seq}");

    /// <exception cref="RefusedException">400 when it is no cursor at all; 410 when it is of another database.</exception>
    public static long Read(string cursor, string epoch)
    {
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !long.TryParse(cursor.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            throw RefusedException.Malformed("since must be a cursor this side gave out, or empty", "since");
        return cursor.AsSpan(0, dot).SequenceEqual(epoch)
            ? seq
            : throw Expired();
    }

    public static RefusedException Expired() =>
        new(410, "this cursor has expired: list everything, then go on from the cursor of that list", "since");
}
