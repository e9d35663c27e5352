using System.Globalization;

namespace Sync.Configuration.Sections;

/// <summary>Whether a .NET custom date format loses something.</summary>
internal static class DateFormat
{
    /// <summary>Old and recent, morning and evening: a year of two digits and an hour without AM or PM give themselves away.</summary>
    private static readonly DateTimeOffset[] Samples =
    [
        new(1931, 2, 3, 4, 5, 6, 789, TimeSpan.Zero), new(2024, 12, 28, 21, 43, 57, 123, TimeSpan.Zero),
    ];

    /// <summary>
    /// Whether instants cut to <paramref name="unit"/> are the same after writing and reading, by the clocks of
    /// <paramref name="zone"/> if there is one.
    /// </summary>
    public static bool KeepsEverything(string pattern, TimeSpan unit, TimeZoneInfo? zone) => Samples.All(sample =>
    {
        var instant = sample.AddTicks(-(sample.Ticks % unit.Ticks));
        var shown = zone is null ? instant : TimeZoneInfo.ConvertTime(instant, zone);
        try
        {
            var text = shown.ToString(pattern, CultureInfo.InvariantCulture);
            return zone is null || HasOffset(pattern)
                ? DateTimeOffset.TryParseExact(
                    text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) && read == instant
                : DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)
                    && clock == shown.DateTime;
        }
        catch (FormatException)
        {
            return false;
        }
    });

    /// <summary>Whether a good pattern writes the offset.</summary>
    public static bool HasOffset(string pattern) =>
        new DateTimeOffset(Samples[0].DateTime, TimeSpan.FromHours(1)).ToString(pattern, CultureInfo.InvariantCulture)
        != new DateTimeOffset(Samples[0].DateTime, TimeSpan.FromHours(2)).ToString(pattern, CultureInfo.InvariantCulture);
}
