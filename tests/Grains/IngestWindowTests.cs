namespace Sync.Grains.Tests;

/// <summary>What an ingest waits for.</summary>
public sealed class IngestWindowTests
{
    /// <summary>The pause doubled without end, and after 44 refusals no clock could hold it: the ingest heard no acknowledgement any more.</summary>
    [Fact]
    public void A_change_refused_again_and_again_is_delivered_again_at_leisure()
    {
        var now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var window = new IngestWindow(session: 1);
        var entry = window.Add(window.Feed.Open("1"), "c", ["customer"], now);
        for (var times = 0; times < 100; times++)
            window.Acknowledge(new Acknowledgement("customer", "c", 1, entry.Delivery, Refused: true), now);
        entry.DueAt.ShouldBe(now + WindowEntry.Patience);
    }
}
