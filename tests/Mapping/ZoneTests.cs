using CsCheck;

namespace Sync.Mapping.Tests;

/// <summary>Date-times without an offset, as the clocks of Berlin show them: +01:00, and +02:00 from 2026-03-29 to 2026-10-25.</summary>
public sealed class ZoneTests
{
    private const string Clocks = "as clocks show it in Europe/Berlin (the first of an hour that they show twice)";

    private static readonly Property Iso = Pairings.X(PropertyType.DateTime) with { Zone = new(null, "Europe/Berlin") };

    private static readonly Property Formatted =
        Pairings.X(PropertyType.DateTime, new Conversion.Format("dd.MM.yyyy HH:mm")) with
        {
            Zone = new(null, "Europe/Berlin"),
            Resolution = TimeSpan.FromMinutes(1),
        };

    [Theory]
    [InlineData("2026-01-31T12:00:00", "2026-01-31T11:00:00Z")]
    [InlineData("2026-07-31T12:00:00.25", "2026-07-31T10:00:00.25Z")]
    [InlineData("2026-07-31T12:00:00Z", "2026-07-31T12:00:00Z")]
    [InlineData("2026-07-31T12:00:00+05:00", "2026-07-31T07:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z")]
    public void A_text_is_what_clocks_show_unless_it_has_an_offset(string text, string instant) =>
        (Iso.Read(Side.Shop, $"\"{text}\"")?.ToString()).ShouldBe(instant);

    [Fact]
    public void The_other_side_has_no_zone() => (Iso.Read(Side.Crm, "\"2026-01-31T12:00:00\"")?.ToString()).ShouldBe("2026-01-31T12:00:00Z");

    [Fact]
    public void A_text_of_a_format_is_what_clocks_show() =>
        (Formatted.Read(Side.Shop, "\"31.07.2026 12:00\"")?.ToString()).ShouldBe("2026-07-31T10:00:00Z");

    [Fact]
    public void A_time_that_clocks_pass_over_is_refused() =>
        Pairings.Only(Iso).Bad(Side.Shop, """{"x":"2026-03-29T02:30:00"}""").Reason
            .ShouldBe($"x: found \"2026-03-29T02:30:00\", expected an ISO 8601 date and time {Clocks}");

    [Theory]
    [InlineData("2026-01-31T11:00:00Z", "2026-01-31T12:00:00")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T02:30:00")]
    public void An_instant_is_written_as_clocks_show_it(string instant, string text) =>
        Iso.Write(Side.Shop, Instant(instant)).ShouldBe($"\"{text}\"");

    [Fact]
    public void The_second_of_an_hour_that_clocks_show_twice_is_not_written() =>
        Should.Throw<MappingException>(() => Iso.Write(Side.Shop, Instant("2026-10-25T01:30:00Z"))).Reason
            .ShouldBe($"x: cannot hold 2026-10-25T01:30:00Z, expected an ISO 8601 date and time {Clocks}");

    [Fact]
    public void What_is_written_reads_as_the_instant() => Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMinute].Sample(minutes =>
    {
        var instant = new Value.DateTime(new(minutes * TimeSpan.TicksPerMinute, TimeSpan.Zero));
        foreach (var property in new[] { Iso, Formatted })
        {
            try
            {
                property.ThereAndBack(Side.Shop, instant).ShouldBe(instant);
            }
            catch (MappingException)
            {
                // The hour that clocks show twice, and the first and last hours that there are.
            }
        }
    });

    [Theory]
    [InlineData("Europe/Atlantis", "yyyy-MM-dd HH:mm:ss.fff", "the zone 'Europe/Atlantis' is not known here")]
    [InlineData("Europe/Berlin", "yyyy-MM-dd HH:mm:ss.fff zzz", "the format 'yyyy-MM-dd HH:mm:ss.fff zzz' has an offset and needs no zone")]
    [InlineData("Europe/Berlin", "yyyy-MM-dd", "the format 'yyyy-MM-dd' does not give back every value it writes")]
    public void A_zone_that_cannot_be_is_refused(string zone, string format, string reason) =>
        Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Only(
            Pairings.X(PropertyType.DateTime, new Conversion.Format(format)) with { Zone = new(null, zone) }))).Message
            .ShouldBe($"pairing 'only', property 'x', shop: {reason}");

    private static Value Instant(string text) =>
        new Value.DateTime(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
