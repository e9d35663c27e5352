using Sync.Sandbox.Faults;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Http;

/// <summary>What callers can do with many records: list, find, follow the feed.</summary>
internal sealed class PageEndpoints(
    SideDatabase database, RecordReader reader, Writer writer, ChangeSignal signal, FaultBench faults, TimeProvider clock)
{
    private static readonly IReadOnlyList<string> Paging = ["limit", "after", "since", "wait", "partition"];

    private Side Side => database.Side;

    public Task<Answer> GetAsync(Shape shape, Exchange exchange) => exchange.Query.ContainsKey("since")
        ? FeedAsync(shape, exchange)
        : Task.FromResult(List(shape, exchange.Query));

    private Answer List(Shape shape, IQueryCollection query)
    {
        // Taken before the page: what is committed in between is in the page, in the feed after the cursor, or in both.
        var cursor = Cursor.Spell(database.Epoch, writer.CommittedSeq);
        var limit = Limit(query);
        var conditions = query.Where(pair => !Paging.Contains(pair.Key))
            .Select((pair, index) => FindCondition.Of(shape, pair.Key, pair.Value.ToString(), index)).ToArray();
        var after = QueryReader.Text(query, "after") is { Length: > 0 } given ? given : null;

        var found = reader.List(shape, Part(query), after, conditions, limit + 1);
        var items = found.Take(limit).ToList();
        if (items.Count > 0 && conditions.Length == 0 && faults.Happens(faults.Settings.CutListRate))
            return Answer.Page(Side, items.Take(items.Count / 2).ToList(), null, more: false, cursor, withSeq: false);
        var more = found.Count > limit;
        return Answer.Page(Side, items, more ? items[^1].Id : null, more, cursor, withSeq: false);
    }

    private async Task<Answer> FeedAsync(Shape shape, Exchange exchange)
    {
        RefuseConditions(exchange.Query);
        var limit = Limit(exchange.Query);
        var wait = TimeSpan.FromSeconds(QueryReader.Whole(exchange.Query, "wait", 0, 0, 60));
        var since = Place(shape, QueryReader.Text(exchange.Query, "since")!);
        var part = Part(exchange.Query);

        var found = await ChangedAsync(shape, part, since, limit + 1, wait, exchange.Ended);
        var page = found.Take(limit).ToList();
        var next = page.Count > 0 ? page[^1].Seq : since;
        var items = FeedFaults.Apply(faults, page, () => reader.Before(shape, part, since));
        return Answer.Page(Side, items, Cursor.Spell(database.Epoch, next), found.Count > limit, cursor: null, withSeq: true);
    }

    /// <summary>What changed after a place, as soon as there is anything; a change in another part is none.</summary>
    private async Task<IReadOnlyList<StoredRecord>> ChangedAsync(
        Shape shape, Partition? part, long since, int limit, TimeSpan wait, CancellationToken ended)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var changed = signal.Next(shape.Kind);
            var found = reader.Feed(shape, part, since, limit);
            var left = wait - clock.GetElapsedTime(began);
            if (found.Count > 0 || left <= TimeSpan.Zero || !await WaitedAsync(changed, left, ended)) return found;
        }
    }

    private long Place(Shape shape, string cursor)
    {
        var floor = reader.Floor(shape);
        if (cursor.Length == 0) return floor;
        var place = Cursor.Read(cursor, database.Epoch);
        // A place ahead of every change is of a database that was put back from a copy: as unusable as an old one.
        return place >= floor && place <= writer.CommittedSeq ? place : throw Cursor.Expired();
    }

    /// <returns>false when the time passed without a change.</returns>
    private async Task<bool> WaitedAsync(Task changed, TimeSpan wait, CancellationToken ended)
    {
        try
        {
            await changed.WaitAsync(wait, clock, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static Partition? Part(IQueryCollection query) =>
        QueryReader.Text(query, "partition") is { } given ? Partition.Read(given) : null;

    private static int Limit(IQueryCollection query) => QueryReader.Whole(query, "limit", 100, 1, 1000);

    private static void RefuseConditions(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => !Paging.Contains(name)) is { } name)
            throw RefusedException.Malformed($"the feed cannot be narrowed by {name}", name);
    }
}
