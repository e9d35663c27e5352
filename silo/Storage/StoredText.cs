using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sync.Silo.Storage;

/// <summary>
/// Text in a form that every engine keeps as it is. PostgreSQL takes no U+0000, and UTF-8 no half of a surrogate pair, but a record's
/// id may have either: each becomes U+0001 and four hexadecimal digits, as does U+0001 itself, so that no two texts become one.
/// </summary>
internal static class StoredText
{
    private const char Escape = '\u0001';

    /// <summary>The form to store; the same text but for the characters named.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Encode(string? text)
    {
        if (text is null || !MayNeedIt(text))
            return text;
        var encoded = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                encoded.Append(text[i]).Append(text[++i]);
            else if (text[i] is '\0' or Escape || char.IsSurrogate(text[i]))
                encoded.Append(Escape).Append(((int)text[i]).ToString("x4", CultureInfo.InvariantCulture));
            else
                encoded.Append(text[i]);
        }

        return encoded.ToString();
    }

    /// <summary>What was encoded.</summary>
    public static string Decode(string stored)
    {
        if (!stored.Contains(Escape, StringComparison.Ordinal))
            return stored;
        var decoded = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] != Escape)
                decoded.Append(stored[i]);
            else
                (_, i) = (decoded.Append((char)int.Parse(stored.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)), i + 4);
        }

        return decoded.ToString();
    }

    private static bool MayNeedIt(string text) =>
        text.AsSpan().ContainsAny('\0', Escape) || text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
}
