namespace Sync.Mapping;

/// <summary>Currencies by their ISO 4217 letters.</summary>
internal static class Currency
{
    /// <summary>The most digits that <see cref="MinorDigits"/> answers.</summary>
    public const int MostMinorDigits = 4;

    /// <summary>Whether the text has the shape of a currency: three capital letters.</summary>
    public static bool IsCode(string? text) => text is { Length: 3 } && !text.AsSpan().ContainsAnyExceptInRange('A', 'Z');

    /// <summary>Digits of the minor unit (ISO 4217, list one); 2 for all but these.</summary>
    public static int MinorDigits(string code) => code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV"
            or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };
}
