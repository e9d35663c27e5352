using System.Globalization;
using Sync.Connectors;

namespace Sync.Simulation;

/// <summary>
/// A side that tells changes only since a time, read as the HTTP connector reads such a side: by its very <see cref="TimeFeed"/>. Stamps
/// are of whole seconds, so that many changes have one; and a change is stamped when its work begins and seen when it is done.
/// </summary>
internal sealed class ClockFeed(SimulatedKind kind)
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(2);

    /// <summary>More than the longest work, and the part of a second that stamps leave out.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(4);

    private readonly TimeFeed feed = new(kind.Side.Faults.Overlap);

    /// <summary>The stamp of a change that can be seen from now on.</summary>
    public static DateTimeOffset Stamp(DateTimeOffset now, Random random)
    {
        var begun = now - (random.NextDouble() * LongestWork);
        return begun.AddTicks(-(begun.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Pages that bring nothing new are passed over.</summary>
    public FeedPage Changes(string? cursor, int limit)
    {
        while (true)
        {
            var (since, offset) = TimeFeed.Asked(cursor);
            var items = kind.Records.Values.OrderBy(r => r.ModifiedAt).ThenBy(r => r.Id, StringComparer.Ordinal)
                .Where(r => since is null || r.ModifiedAt >= Parts.Instant(since)).Skip(offset).Take(limit).ToList();
            var page = feed.Take(cursor, [.. items.Select(Timed)], null);
            if (page.Items.Count > 0 || !page.More)
                return page;
            cursor = page.Next;
        }
    }

    /// <summary>The cursor of what changes after these were listed.</summary>
    public string? After(IEnumerable<SimulatedRecord> listed) => feed.After([.. listed.Select(Timed)]);

    private static TimeFeed.Timed Timed(SimulatedRecord record) => new(
        new FeedItem(SimulatedKind.Show(record), null, record.IsDeleted), record.ModifiedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
