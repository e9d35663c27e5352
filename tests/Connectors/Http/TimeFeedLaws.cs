using System.Globalization;
using System.Text;
using CsCheck;

namespace Sync.Connectors.Tests.Http;

/// <summary>
/// What holds of every feed by time: nothing is left out, and nothing comes for ever. The side counts in whole seconds, so that
/// many records share one; a change is seen up to the overlap after the time it bears; pages are small.
/// </summary>
public sealed class TimeFeedLaws
{
    private const int Overlap = 5;
    private const int Limit = 3;

    /// <summary>What happens between two requests: records written (each with how late it shows), and time going by.</summary>
    private static readonly Gen<(int[] Written, int Late, int Passes)> Between =
        Gen.Select(Gen.Int[0, 11].Array[0, 6], Gen.Int[0, Overlap - 1], Gen.Int[0, 3]);

    [Fact]
    public void Every_record_is_given_as_it_was_last_written() => Between.Array[1, 12].Sample(moments =>
    {
        var side = new Side("Z");
        var reader = new Reader(side);
        foreach (var (written, late, passes) in moments)
        {
            side.Write(written, late);
            side.Now += passes;
            reader.Ask();
        }
        side.Now += Overlap;
        reader.AskUntilRead();
        reader.Last.ShouldBe(side.Shown, ignoreOrder: true);
    }, iter: 2_000);

    [Fact]
    public void What_does_not_change_is_given_once_however_many_share_a_time_and_then_the_cursor_stands() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 4]).Sample((records, sameTime) =>
        {
            var side = new Side("Z");
            foreach (var some in Enumerable.Range(0, records).Chunk(records / sameTime + 1))
            {
                side.Write(some, late: 0);
                side.Now++;
            }
            var reader = new Reader(side);
            reader.AskUntilRead();
            reader.Given.ShouldBe(records);
            var (cursor, requests) = (reader.Cursor, side.Requests);
            reader.AskUntilRead();
            reader.Given.ShouldBe(records, "nothing comes again");
            reader.Cursor.ShouldBe(cursor, "a cursor that stands is not saved again");
            (side.Requests - requests).ShouldBeLessThanOrEqualTo(records + 3);
        }, iter: 500);

    [Fact]
    public void Who_begins_again_at_a_cursor_is_given_everything_after_it_again() => Between.Array[2, 8].Sample(moments =>
    {
        var side = new Side("Z");
        var reader = new Reader(side);
        foreach (var (written, _, passes) in moments)
        {
            var (cursor, before) = (reader.Cursor, side.Shown.ToHashSet());
            side.Write(written, late: 0);
            side.Now += passes;
            reader.Ask();
            var again = new Reader(side, reader.Feed, cursor);
            again.AskUntilRead();
            again.Last.ShouldBeSubsetOf(side.Shown);
            side.Shown.Except(before).Except(again.Last).ShouldBeEmpty();
            reader = new Reader(side, again.Feed, again.Cursor);
        }
    }, iter: 1_000);

    /// <summary>A side in any zone, told or not, loses nothing: its times are never taken for those of another zone.</summary>
    [Theory]
    [InlineData("Z")]
    [InlineData("")]
    [InlineData("+05:30")]
    [InlineData("-08:00")]
    public void No_zone_makes_a_gap(string zone)
    {
        var side = new Side(zone);
        var reader = new Reader(side);
        for (var second = 0; second < 30; second++)
        {
            side.Write([second], late: second % Overlap);
            side.Now++;
            reader.Ask();
        }
        side.Now += Overlap;
        reader.AskUntilRead();
        reader.Last.ShouldBe(side.Shown, ignoreOrder: true);
    }

    /// <summary>A side that can only be asked what changed since a time, and skip so many.</summary>
    private sealed class Side(string zone)
    {
        private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0);
        private readonly Dictionary<int, (int Version, int At, int ShownAt)> records = [];
        private int versions;

        public int Now { get; set; }

        public int Requests { get; private set; }

        /// <summary>Each record with the version that is there.</summary>
        public IReadOnlyList<string> Shown => [.. records.Where(r => r.Value.ShownAt <= Now).Select(r => $"{r.Key} {r.Value.Version}")];

        public void Write(IEnumerable<int> ids, int late)
        {
            foreach (var id in ids)
                records[id] = (++versions, Now, Now + late);
        }

        public IReadOnlyList<TimeFeed.Timed> Page(string? since, int offset)
        {
            Requests++;
            Requests.ShouldBeLessThan(10_000, "it never ends");
            return
            [
                .. records.Where(r => r.Value.ShownAt <= Now).OrderBy(r => r.Value.At).ThenBy(r => r.Key)
                    .Where(r => since is null || string.CompareOrdinal(Time(r.Value.At), since) >= 0)
                    .Skip(offset).Take(Limit)
                    .Select(r => new TimeFeed.Timed(
                        new FeedItem(new SideRecord($"{r.Key}", $"{r.Value.Version}", null, Encoding.UTF8.GetBytes($"{r.Value.Version}")), 7, false), Time(r.Value.At))),
            ];
        }

        private string Time(int second) => Noon.AddSeconds(second).ToString("s", CultureInfo.InvariantCulture) + zone;
    }

    /// <summary>An ingest: asks from its cursor on.</summary>
    private sealed class Reader(Side side, TimeFeed? feed = null, string? cursor = null)
    {
        private readonly Dictionary<string, string> last = [];

        public TimeFeed Feed { get; } = feed ?? new TimeFeed(TimeSpan.FromSeconds(Overlap));

        public string? Cursor { get; private set; } = cursor;

        public int Given { get; private set; }

        public IReadOnlyList<string> Last => [.. last.Select(r => $"{r.Key} {r.Value}")];

        /// <summary>One request; whether there is more.</summary>
        public bool Ask()
        {
            var (since, offset) = TimeFeed.Asked(Cursor);
            var page = Feed.Take(Cursor, side.Page(since, offset), null);
            page.Items.ShouldAllBe(item => item.Place == null, "a time is no place to compare");
            Given += page.Items.Count;
            foreach (var item in page.Items)
                last[item.Record.Id] = item.Record.Version!;
            Cursor = page.Next;
            return page.More;
        }

        /// <summary>Until a whole reading brought nothing and the cursor stands.</summary>
        public void AskUntilRead()
        {
            for (string? before = "none"; before != Cursor;)
            {
                before = Cursor;
                while (Ask())
                {
                }
            }
        }
    }
}
