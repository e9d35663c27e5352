using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sync.Mapping;

/// <summary>What records of both sides are matched by.</summary>
internal static class MatchKeys
{
    private const char Separator = '|';
    private const char Escape = '\\';

    // A database indexes keys and takes none of some kilobytes: a digest stands for what is longer. No shorter key has its form, since
    // in one every escape is followed by an escape or a separator.
    private const int Longest = 600;
    private const int Shown = 100;

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
        return Indexable(string.Join(Separator, parts));
    }

    private static string Indexable(string key) => key.Length <= Longest
        ? key
        : $"{key[..Shown]}{Escape}{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan())))}";

    private static string Normalised(Property property, Value? value) => value switch
    {
        null or Value.Empty => "",
        Value.Text text => property.Normalise(text.Content),
        Value.Decimal number => ExactDecimal.Normalised(number.Number).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
