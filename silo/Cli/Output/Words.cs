using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace Sync.Cli.Output;

/// <summary>How names, times and foreign texts are shown to a person.</summary>
internal static class Words
{
    /// <summary>An enum's value in Sync's own words: <c>in-sync</c>.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, System.Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The words of an enum, but for "unspecified".</summary>
    public static string[] All<TEnum>()
        where TEnum : struct, System.Enum => [.. System.Enum.GetValues<TEnum>().Skip(1).Select(Of)];

    /// <summary>The value of a word of <see cref="All"/>; unspecified for none.</summary>
    public static TEnum Parse<TEnum>(string? word)
        where TEnum : struct, System.Enum => System.Enum.GetValues<TEnum>().FirstOrDefault(value => Of(value) == word);

    /// <summary>UTC, to the second.</summary>
    public static string Of(Timestamp? time) =>
        time?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A span of time of any length, to two units at most.</summary>
    public static string Duration(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalSeconds: < 10 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 1 } span => $"{span.Seconds} s",
        { TotalHours: < 1 } span => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } span => $"{span.Hours} h {span.Minutes} min",
        var span => $"{span.Days} d {span.Hours} h",
    };

    /// <summary>Text of a side's record without what could steer the terminal or break the line.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character == '\n')
                plain.Append("\\n");
            else if (char.IsControl(character))
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                plain.Append(character);
        }
        return plain.ToString();
    }
}
