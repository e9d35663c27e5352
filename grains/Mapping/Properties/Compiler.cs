namespace Sync.Mapping;

/// <summary>Turns a configured property into its map on one side.</summary>
internal static class Compiler
{
    /// <summary>Compiles paths and conversions once.</summary>
    /// <exception cref="ArgumentException">The conversions do not go with the type, or with the number of paths.</exception>
    /// <exception cref="FormatException">A path is none.</exception>
    /// <exception cref="NotSupportedException">The type is not mapped yet.</exception>
    public static PropertyMap Compile(Property property, Side side)
    {
        FieldPath[] paths = [.. property.Paths[side].Select(FieldPath.Parse)];
        var trim = property.Conversions[side].Any(step => step is Conversion.Trim);
        Conversion[] others = [.. property.Conversions[side].Where(step => step is not Conversion.Trim)];
        if (others.Length > 1)
            throw new ArgumentException("only trim goes together with another conversion");
        var conversion = others.FirstOrDefault();
        return (property.Type, conversion, paths) switch
        {
            (PropertyType.Reference or PropertyType.Lines, _, _) =>
                throw new NotSupportedException($"type {property.Type} is not mapped yet"),
            (PropertyType.String, Conversion.SplitName split, [var first, var last]) =>
                new SplitNameMap(property, first, last, new TextCodec(trim), split.SingleIsLast),
            (PropertyType.Money, _, [var amount, var currency]) when !trim =>
                new MoneyMap(property, amount, currency, AmountCodecs(conversion, DecimalLimits.Of(property))),
            (not PropertyType.Money, not Conversion.SplitName, [var path]) =>
                new OnePathMap(property, path, Scalar(property, conversion, trim)),
            _ => throw Unfit(property, conversion, paths.Length, trim),
        };
    }

    private static Codec Scalar(Property property, Conversion? conversion, bool trim) => (property.Type, conversion, trim) switch
    {
        (PropertyType.String or PropertyType.Enum, null, _) => new TextCodec(trim),
        (PropertyType.String or PropertyType.Enum, Conversion.Table table, _) => new TableCodec(table, trim, TextWord),
        (PropertyType.Boolean, Conversion.Table table, _) => new TableCodec(table, trim, BooleanWord),
        (PropertyType.Boolean, null, false) => new BooleanCodec(),
        (PropertyType.Integer, null, false) => new IntegerCodec(),
        (PropertyType.Decimal, null, false) => new DecimalCodec(DecimalLimits.Of(property), null),
        (PropertyType.Decimal, Conversion.MinorUnits { Digits: >= 0 and <= ExactDecimal.Digits } minor, false) =>
            new DecimalCodec(DecimalLimits.Of(property), minor.Digits),
        (PropertyType.Date, null, false) => new DateCodec(null),
        (PropertyType.Date, Conversion.Format format, false) => new DateCodec(format.Pattern),
        (PropertyType.DateTime, null, false) => new DateTimeCodec(null, Resolution(property)),
        (PropertyType.DateTime, Conversion.Format format, false) => new DateTimeCodec(format.Pattern, Resolution(property)),
        (PropertyType.Set, null, false) => new SetCodec(),
        _ => throw Unfit(property, conversion, 1, trim),
    };

    private static Func<string, Codec> AmountCodecs(Conversion? conversion, DecimalLimits limits)
    {
        switch (conversion)
        {
            case null:
                var major = new DecimalCodec(limits, null);
                return _ => major;
            case Conversion.MinorUnits { Digits: null }:
                var digits = Enumerable.Range(0, Currency.MostMinorDigits + 1);
                DecimalCodec[] byDigits = [.. digits.Select(count => new DecimalCodec(limits, count))];
                return currency => byDigits[Currency.MinorDigits(currency)];
            case Conversion.MinorUnits { Digits: >= 0 and <= ExactDecimal.Digits } minor:
                var fixedDigits = new DecimalCodec(limits, minor.Digits);
                return _ => fixedDigits;
            default:
                throw new ArgumentException($"conversion {conversion.GetType().Name} does not go with type Money");
        }
    }

    private static Value.Text? TextWord(string word) => word.Length > 0 ? new(word) : null;

    private static Value.Boolean? BooleanWord(string word) =>
        word switch { "true" => new(true), "false" => new(false), _ => null };

    private static TimeSpan Resolution(Property property) => property.Resolution ?? TimeSpan.FromMilliseconds(1);

    private static ArgumentException Unfit(Property property, Conversion? conversion, int paths, bool trim)
    {
        var conversions = $"{conversion?.GetType().Name ?? "no conversion"}{(trim ? " and Trim" : "")}";
        return new($"type {property.Type} on {paths} path{(paths == 1 ? "" : "s")} does not go with {conversions}");
    }
}
