using System.Globalization;

namespace Sync.Simulation;

/// <summary>How a kind, or a partition of it, tells what changed: each record's present state in order of change, or by the clock, or in no order to rely on.</summary>
internal sealed class SimulatedFeed(SimulatedKind kind, World world, string? partition)
{
    private readonly ClockFeed clock = new(kind);

    private Faults Faults => kind.Side.Faults;

    public FeedPage Changes(string? cursor, int limit)
    {
        var page = Faults.Clocked ? clock.Changes(cursor, limit) : ChangesInOrder(cursor, limit);
        if (page is { Items.Count: 0, More: false })
            kind.NoteAllTold(partition);
        return page;
    }

    /// <summary>A listing may leave out records that the engine knows already; it never hides one that nobody would look for.</summary>
    public ListPage List(string? after, int limit)
    {
        var items = kind.Alive.Where(IsIn).OrderBy(r => r.Id, StringComparer.Ordinal)
            .Where(r => after is null || string.CompareOrdinal(r.Id, after) > 0).Take(limit).ToList();
        var next = items.Count < limit ? null : items[^1].Id;
        var cursor = Faults.Clocked ? clock.After(items) : Text(kind.LastPlace);
        items.RemoveAll(r => world.Random.NextDouble() < Faults.CutsListing && world.Disk.HolderOf(kind.Side.Side, r.Id) is not null);
        return new ListPage([.. items.Select(SimulatedKind.Show)], next, cursor);
    }

    private FeedPage ChangesInOrder(string? cursor, int limit)
    {
        var since = string.IsNullOrEmpty(cursor) ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        if (world.Random.NextDouble() < Faults.ExpiresCursor || (since > 0 && since < kind.ForgottenUpTo))
            throw new CursorExpiredException(new Failure("the cursor is too old"));
        var from = world.Random.NextDouble() < Faults.RepeatsFeed ? Math.Max(0, since - 3) : since;
        var items = kind.Records.Values.Where(IsIn).Where(r => r.Place > from).OrderBy(r => r.Place).Take(limit).ToList();
        var next = items.Count == 0 ? since : Math.Max(since, items[^1].Place);
        items.RemoveAll(_ => Faults.SkipsFeed > 0 && world.Random.NextDouble() < Faults.SkipsFeed);
        if (Faults.ReordersPage)
            items = [.. items.OrderBy(_ => world.Random.Next())];
        return new FeedPage([.. items.Select(Item)], Text(next), kind.Records.Values.Any(r => IsIn(r) && r.Place > next));
    }

    private bool IsIn(SimulatedRecord record) => SimulatedKind.IsIn(partition, record);

    private FeedItem Item(SimulatedRecord record) => !Faults.Ordered && !record.IsDeleted && record.Earlier is { } earlier && world.Random.Next(3) == 0
        ? new FeedItem(earlier, null, false)
        : new FeedItem(SimulatedKind.Show(record), Faults.Ordered ? record.Place : null, record.IsDeleted);

    private static string Text(long place) => place.ToString(CultureInfo.InvariantCulture);
}
