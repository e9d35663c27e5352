using System.Globalization;

namespace Sync.Mapping;

/// <summary>What a configured date or date-time pattern must keep.</summary>
internal static class TemporalPattern
{
    /// <summary>How patterns are read: without an offset a time is UTC, with one it is moved there.</summary>
    public const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    // Two centuries show a year of two digits, an hour past noon one of twelve, a day past twelve a day taken for the month.
    private static readonly DateTimeOffset[] Samples =
    [
        new DateTimeOffset(1912, 11, 23, 21, 43, 57, TimeSpan.Zero).AddTicks(9_876_543),
        new DateTimeOffset(2075, 2, 28, 3, 5, 8, TimeSpan.Zero).AddTicks(1_234_567),
    ];

    /// <summary>Whether a pattern writes the offset: one and the same time on clocks of two zones is two texts.</summary>
    public static bool HasOffset(string pattern) =>
        new DateTimeOffset(Samples[0].DateTime, TimeSpan.FromHours(1)).ToString(pattern, CultureInfo.InvariantCulture)
        != new DateTimeOffset(Samples[0].DateTime, TimeSpan.FromHours(2)).ToString(pattern, CultureInfo.InvariantCulture);

    /// <summary>Refuses a pattern that cannot give back what it was given.</summary>
    /// <param name="pattern">A .NET custom format.</param>
    /// <param name="survives">Whether a sample is the same after writing and reading.</param>
    /// <exception cref="ArgumentException">It is no pattern, or loses something.</exception>
    public static void RequireExact(string pattern, Predicate<DateTimeOffset> survives)
    {
        try
        {
            if (Array.TrueForAll(Samples, survives))
                return;
        }
        catch (FormatException)
        {
            // Falls through: a text that is no pattern gives nothing back either.
        }
        throw new ArgumentException($"the format '{pattern}' does not give back every value it writes");
    }
}
