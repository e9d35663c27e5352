using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class DateTimeTests
{
    private static readonly Property Time = Pairings.X(PropertyType.DateTime);

    [Theory]
    [InlineData("2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z")]
    [InlineData("2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00Z")]
    [InlineData("2026-01-01T10:00:00", "2026-01-01T10:00:00Z")]
    [InlineData("2026-01-01", "2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T10:00:00.123987Z", "2026-01-01T10:00:00.123Z")]
    public void An_instant_is_UTC_and_cut_to_the_millisecond(string text, string instant) =>
        Time.Read(Side.Crm, $"\"{text}\"").ShouldNotBeNull().ToString().ShouldBe(instant);

    [Fact]
    public void The_zone_of_the_machine_means_nothing()
    {
        var zone = Environment.GetEnvironmentVariable("TZ");
        try
        {
            Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
            TimeZoneInfo.ClearCachedData();
            Time.Read(Side.Crm, "\"2026-01-01T10:00:00\"").ShouldBe(new Value.DateTime(new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero)));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void An_instant_is_cut_to_its_own_resolution() =>
        (Time with { Resolution = TimeSpan.FromMinutes(1) }).Read(Side.Crm, "\"2026-01-01T10:00:59Z\"").ShouldNotBeNull().ToString()
            .ShouldBe("2026-01-01T10:00:00Z");

    [Fact]
    public void An_instant_is_written_with_Z() =>
        Time.Write(Side.Crm, new Value.DateTime(new(2026, 1, 1, 10, 0, 0, TimeSpan.Zero))).ShouldBe("\"2026-01-01T10:00:00Z\"");

    [Fact]
    public void A_format_with_an_offset_moves_the_instant_to_UTC() =>
        Pairings.X(PropertyType.DateTime, new Conversion.Format("dd.MM.yyyy HH:mm:ss.fff zzz")).Read(Side.Shop, "\"01.02.2026 10:00:00.000 +02:00\"")
            .ShouldBe(new Value.DateTime(new(2026, 2, 1, 8, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void A_format_without_an_offset_is_UTC() =>
        (Pairings.X(PropertyType.DateTime, new Conversion.Format("dd.MM.yyyy HH:mm")) with { Resolution = TimeSpan.FromMinutes(1) })
            .Read(Side.Shop, "\"01.02.2026 10:00\"").ShouldBe(new Value.DateTime(new(2026, 2, 1, 10, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void A_formatted_date_is_written_in_its_format() =>
        Pairings.X(PropertyType.Date, new Conversion.Format("dd/MM/yyyy")).Write(Side.Shop, new Value.Date(new(2026, 2, 1))).ShouldBe("\"01/02/2026\"");
}
