namespace Sync.Mapping;

/// <summary>
/// How many digits a property's number may have: at most <see cref="Scale"/> after the point and, written with that many,
/// <see cref="Precision"/> together, as SQL's DECIMAL(precision, scale) counts them.
/// </summary>
/// <param name="Precision">1 to 28.</param>
/// <param name="Scale">0 to precision; <see langword="null"/>: as many as the number has.</param>
internal sealed record DecimalLimits(int Precision, int? Scale)
{
    /// <summary>The limits of a property.</summary>
    /// <exception cref="ArgumentException">They are out of range.</exception>
    public static DecimalLimits Of(Property property)
    {
        var precision = property.Precision ?? ExactDecimal.Digits;
        if (precision is < 1 or > ExactDecimal.Digits)
            throw new ArgumentException($"precision {precision} is not from 1 to {ExactDecimal.Digits}");
        if (property.Scale < 0 || property.Scale > precision)
            throw new ArgumentException($"scale {property.Scale} is not from 0 to the precision, {precision}");
        return new(precision, property.Scale);
    }

    /// <summary>Whether a normalised number keeps within them.</summary>
    public bool Allow(decimal number)
    {
        var scale = Scale ?? number.Scale;
        return number.Scale <= scale && Math.Abs(number) < ExactDecimal.PowerOfTen(Precision - scale);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Scale is { } scale ? $"at most {Precision} digits, {scale} of them after the point" : $"at most {Precision} digits";
}
