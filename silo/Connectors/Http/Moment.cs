using System.Globalization;
using System.Text.RegularExpressions;

namespace Sync.Connectors;

/// <summary>
/// A time as a side writes it: ISO 8601 with or without fraction and zone, or seconds or milliseconds since 1970. What is asked
/// for is written in the side's own form, so that no zone is ever guessed: the side alone need know what its times mean.
/// </summary>
internal readonly partial record struct Moment : IComparable<Moment>
{
    private const long SmallestMilliseconds = 100_000_000_000;

    private readonly DateTime seconds;
    private readonly string fraction;

    private Moment(string text, DateTime seconds, string fraction) => (Text, this.seconds, this.fraction) = (text, seconds, fraction);

    /// <summary>As the side wrote it.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">It is no time.</exception>
    public static Moment Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new(text, DateTime.UnixEpoch.AddSeconds(InSeconds(number) ? number : number / 1000), InSeconds(number) ? "" : $"{number % 1000:000}");
        var parts = Iso().Match(text);
        if (!parts.Success || !DateTime.TryParse(
                $"{parts.Groups["date"].Value}T{parts.Groups["time"].Value}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw new FormatException($"'{text}' is neither an ISO 8601 time nor a number of seconds or milliseconds since 1970");
        return new(text, local - OffsetOf(parts.Groups["zone"].Value), parts.Groups["fraction"].Value.TrimStart('.'));
    }

    /// <summary>The moment so many whole seconds before, in the same form.</summary>
    public Moment Before(TimeSpan span)
    {
        var whole = (long)span.TotalSeconds;
        if (long.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Parse(Math.Max(0, number - (whole * (InSeconds(number) ? 1 : 1000))).ToString(CultureInfo.InvariantCulture));
        var parts = Iso().Match(Text);
        var local = seconds.AddSeconds(-whole) + OffsetOf(parts.Groups["zone"].Value);
        return Parse(string.Create(
            CultureInfo.InvariantCulture,
            $"{local:yyyy-MM-dd}{parts.Groups["between"].Value}{local:HH:mm:ss}{parts.Groups["fraction"].Value}{parts.Groups["zone"].Value}"));
    }

    public int CompareTo(Moment other) => seconds != other.seconds
        ? seconds.CompareTo(other.seconds)
        : string.CompareOrdinal((fraction ?? "").TrimEnd('0'), (other.fraction ?? "").TrimEnd('0'));

    public override string ToString() => Text;

    private static bool InSeconds(long number) => number < SmallestMilliseconds;

    /// <summary>A time without a zone is compared as it stands; all of a side's are in the same one.</summary>
    private static TimeSpan OffsetOf(string zone)
    {
        if (zone is "" or "Z" or "z")
            return TimeSpan.Zero;
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return zone[0] == '-' ? -offset : offset;
    }

    [GeneratedRegex(@"^(?<date>\d{4}-\d\d-\d\d)(?<between>[T ])(?<time>\d\d:\d\d:\d\d)(?<fraction>\.\d{1,9})?(?<zone>[Zz]|[+-]\d\d:?\d\d)?$")]
    private static partial Regex Iso();
}
