using System.Globalization;

namespace Sync.Configuration.Yaml;

/// <summary>Durations as they are written: a whole number and one of ms, s, m, h.</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Length)[] LargestFirst =
    [
        ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a text that fits <see cref="TextForm.Duration"/>.</summary>
    public static TimeSpan Parse(string text)
    {
        var digits = text.TrimEnd('m', 's', 'h');
        var unit = LargestFirst.Single(u => u.Unit == text[digits.Length..]);
        return unit.Length * int.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest way to write a duration.</summary>
    public static string Show(TimeSpan duration)
    {
        var (unit, length) = LargestFirst.First(u => duration.Ticks % u.Length.Ticks == 0 && (duration > TimeSpan.Zero || u.Unit == "s"));
        return $"{duration / length}{unit}";
    }
}
