using System.Globalization;

namespace Sync.Connectors.Tests.KnownFailures;

/// <summary>A page ended among rows of one time: the next began after that time and skipped the rest, or at it and came again for ever.</summary>
public sealed class RowsWithEqualTimesSkippedOrRepeated
{
    [Fact]
    public async Task All_rows_of_one_time_are_given_once_however_many_pages_they_fill()
    {
        await using var bench = await ChangedSince.StartAsync();
        var side = new ChangedSince(bench.Side);
        for (var row = 0; row < 57; row++)
            side.Rows[row.ToString(CultureInfo.InvariantCulture)] = "2030-01-01T12:00:00Z";
        side.Rows["later"] = "2030-01-01T12:00:01Z";

        var given = await side.ReadAllAsync(bench);

        given.Order(StringComparer.Ordinal).ShouldBe(side.Rows.Keys.Order(StringComparer.Ordinal));
        (await side.ReadAllAsync(bench)).ShouldBeEmpty("nothing changed since");
    }
}
