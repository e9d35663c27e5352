namespace Sync.Connectors.Tests.KnownFailures;

/// <summary>
/// A side wrote its local time; it was taken for UTC, turned into another zone and asked for: every change in the hours between
/// was never asked for.
/// </summary>
public sealed class FeedGapOfTheTimeZoneOffset
{
    [Theory]
    [InlineData("2030-01-01T{0}:00:00")]
    [InlineData("2030-01-01 {0}:00:00")]
    [InlineData("2030-01-01T{0}:00:00+09:00")]
    [InlineData("2030-01-01T{0}:00:00.250-05:00")]
    public async Task Whatever_zone_a_side_writes_every_change_after_the_listing_is_asked_for(string time)
    {
        await using var bench = await ChangedSince.StartAsync();
        var side = new ChangedSince(bench.Side);
        side.Rows["there"] = string.Format(null, time, "06");
        side.Begin((await bench.Connector.ListAsync("customer", null, 10, CancellationToken.None)).FeedCursor);

        for (var hour = 7; hour < 24; hour++)
            side.Rows[$"at {hour}"] = string.Format(null, time, hour.ToString("00", null));

        (await side.ReadAllAsync(bench)).ShouldBe(side.Rows.Keys, ignoreOrder: true);
        side.AskedFor.ShouldAllBe(asked => asked.Length == side.Rows["there"].Length, "times are sent as the side writes them");
    }
}
