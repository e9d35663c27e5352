using System.Buffers.Text;

namespace Sync.Mapping;

/// <summary>Decimal numbers, never rounded: <see cref="decimal.Parse(string)"/> silently drops digits it cannot hold.</summary>
internal static class ExactDecimal
{
    /// <summary>The most digits that a decimal holds whatever they are, and the most after its point.</summary>
    public const int Digits = 28;

    private static readonly decimal[] Powers =
        [.. Enumerable.Range(0, Digits + 1).Select(exponent => 1 / PowerOfTen(-exponent))];

    private static readonly UInt128 MaxMantissa = (UInt128.One << 96) - 1;

    /// <summary>10 to the power of <paramref name="exponent"/>, from -28 to 28.</summary>
    public static decimal PowerOfTen(int exponent) => exponent > 0 ? Powers[exponent] : new(1, 0, 0, false, (byte)-exponent);

    /// <summary>The number without trailing zeros or a negative zero, so that equal numbers have equal bits.</summary>
    public static decimal Normalised(decimal number) => number / 1.0000000000000000000000000000m;

    /// <summary>Reads a JSON number, exponents too; the result is normalised.</summary>
    /// <returns><see langword="false"/> if a decimal cannot hold it exactly.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out decimal number)
    {
        number = 0;
        var negative = json[0] == '-';
        if (negative)
            json = json[1..];
        var exponentAt = json.IndexOfAny((byte)'e', (byte)'E');
        var digits = exponentAt < 0 ? json : json[..exponentAt];
        if (!TryReadMantissa(digits, out var mantissa, out var exponent))
            return false;
        if (mantissa == 0)
            return true;
        if (exponentAt >= 0)
        {
            if (!TryReadExponent(json[(exponentAt + 1)..], out var written))
                return false;
            exponent += written;
        }
        if (exponent < -Digits)
            return false;
        for (; exponent > 0; exponent--)
        {
            mantissa *= 10;
            if (mantissa > MaxMantissa)
                return false;
        }
        number = new((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), negative, (byte)-exponent);
        return true;
    }

    /// <summary>Digits with at most one point as <c>mantissa × 10^exponent</c>, the mantissa without trailing zeros.</summary>
    private static bool TryReadMantissa(ReadOnlySpan<byte> digits, out UInt128 mantissa, out long exponent)
    {
        mantissa = 0;
        exponent = 0;
        var zeros = 0;
        var fraction = 0;
        var inFraction = false;
        foreach (var digit in digits)
        {
            if (digit == '.')
            {
                inFraction = true;
                continue;
            }
            if (inFraction)
                fraction++;
            if (digit == '0')
            {
                zeros++;
                continue;
            }
            // Zeros count only once another digit follows them: those at the end become exponent.
            for (; mantissa != 0 && zeros > 0 && mantissa <= MaxMantissa; zeros--)
                mantissa *= 10;
            mantissa = (mantissa * 10) + (UInt128)(digit - '0');
            if (mantissa > MaxMantissa)
                return false;
            zeros = 0;
        }
        exponent = zeros - fraction;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent) =>
        Utf8Parser.TryParse(text, out exponent, out var read) && read == text.Length;
}
