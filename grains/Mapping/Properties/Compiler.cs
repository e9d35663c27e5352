using System.Collections.Immutable;

namespace Sync.Mapping;

/// <summary>Turns a configured property into its map on one side.</summary>
internal static class Compiler
{
    /// <summary>Compiles paths and conversions once.</summary>
    /// <exception cref="ArgumentException">The conversions do not go with the type, or with the number of paths.</exception>
    /// <exception cref="FormatException">A path is none.</exception>
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
            (PropertyType.Lines, null, [var path]) when !trim => new LinesMap(property, path, LineProperties(property, side)),
            (PropertyType.String, Conversion.SplitName split, [var first, var last]) =>
                new SplitNameMap(property, first, last, new TextCodec(trim), split.SingleIsLast),
            (PropertyType.Money, _, [var amount, var currency]) when !trim =>
                new MoneyMap(property, amount, currency, AmountCodecs(conversion, DecimalLimits.Of(property))),
            (not (PropertyType.Money or PropertyType.Lines), not Conversion.SplitName, [var path]) =>
                new OnePathMap(property, path, Scalar(property, side, conversion, trim)),
            _ => throw Unfit(property, conversion, paths.Length, trim),
        };
    }

    private static Codec Scalar(Property property, Side side, Conversion? conversion, bool trim) => (property.Type, conversion, trim) switch
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
        (PropertyType.DateTime, null, false) => new DateTimeCodec(null, Resolution(property), property.Zone[side]),
        (PropertyType.DateTime, Conversion.Format format, false) =>
            new DateTimeCodec(format.Pattern, Resolution(property), property.Zone[side]),
        (PropertyType.Set, null, false) => new SetCodec(),
        (PropertyType.Reference, null, false) => new ReferenceCodec(property.As[side]),
        _ => throw Unfit(property, conversion, 1, trim),
    };

    private static ImmutableArray<PropertyMap> LineProperties(Property lines, Side side)
    {
        if (!lines.Properties.Any(inner => inner.Name == lines.Key))
            throw new ArgumentException($"the key '{lines.Key}' is none of the lines' properties");
        ImmutableArray<PropertyMap> maps =
            [.. lines.Properties.Select(inner => LineProperty(inner with { Required = inner.Required || inner.Name == lines.Key }, side))];
        FieldPath.RefuseNested([.. maps.SelectMany(map => map.Paths)]);
        return maps;
    }

    private static PropertyMap LineProperty(Property property, Side side)
    {
        if (property.Type is PropertyType.Lines or PropertyType.Reference)
            throw new ArgumentException($"property '{property.Name}' of a line is of type {property.Type}, which no line can hold");
        try
        {
            return Compile(property, side);
        }
        catch (Exception refusal) when (refusal is ArgumentException or FormatException)
        {
            throw new ArgumentException($"property '{property.Name}' of a line: {refusal.Message}", refusal);
        }
    }

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
