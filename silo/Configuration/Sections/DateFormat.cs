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

    /// <summary>Whether instants cut to <paramref name="unit"/> are the same after writing and reading.</summary>
    public static bool KeepsEverything(string pattern, TimeSpan unit) => Samples.All(sample =>
    {
        var instant = sample.AddTicks(-(sample.Ticks % unit.Ticks));
        try
        {
            return DateTimeOffset.TryParseExact(
                instant.ToString(pattern, CultureInfo.InvariantCulture), pattern, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var read) && read == instant;
        }
        catch (FormatException)
        {
            return false;
        }
    });
}
