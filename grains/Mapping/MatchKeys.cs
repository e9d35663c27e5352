using System.Collections.Immutable;
using System.Globalization;

namespace Sync.Mapping;

/// <summary>What records of both sides are matched by.</summary>
internal static class MatchKeys
{
    private const char Separator = '|';
    private const char Escape = '\\';

    /// <summary>The normalised values, joined; <see langword="null"/> if there are none or one is unknown or empty.</summary>
    public static string? Of(ImmutableArray<Property> match, CanonicalRecord record)
    {
        if (match.IsEmpty)
            return null;
        var parts = new string[match.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            var part = Normalised(match[index], record[match[index].Name]);
            if (part.Length == 0)
                return null;
            parts[index] = part.Replace($"{Escape}", $"{Escape}{Escape}").Replace($"{Separator}", $"{Escape}{Separator}");
        }
        return string.Join(Separator, parts);
    }

    private static string Normalised(Property property, Value? value) => value switch
    {
        null or Value.Empty => "",
        Value.Text text => property.Normalise(text.Content),
        Value.Decimal number => ExactDecimal.Normalised(number.Number).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
