using System.Globalization;

namespace Sync;

/// <summary>128 bits over the canonical encoding of a mapped record, salted with the mapping revision.</summary>
public readonly record struct Digest(UInt128 Bits)
{
    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static Digest Parse(string text) =>
        new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => Bits.ToString("x32", CultureInfo.InvariantCulture);
}
