using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>One property of a pairing, or of a line.</summary>
internal sealed class PropertySection(string name, YamlMap map, WrittenPaths written)
{
    private const int MostDigits = 28;

    /// <summary>Options that mean something for some types only: of every property,</summary>
    private static readonly (string Key, PropertyType[] Types)[] ValueOptions =
    [
        ("precision", [PropertyType.Decimal]),
        ("scale", [PropertyType.Decimal]),
        ("resolution", [PropertyType.DateTime]),
        ("zone", [PropertyType.DateTime]),
        ("compare", [PropertyType.String, PropertyType.Enum]),
    ];

    /// <summary>and of those of a pairing.</summary>
    private static readonly (string Key, PropertyType[] Types)[] PairingOptions =
    [
        ("to", [PropertyType.Reference]),
        ("as", [PropertyType.Reference]),
        ("key", [PropertyType.Lines]),
        ("properties", [PropertyType.Lines]),
    ];

    /// <summary>Told of each pairing that a reference leads to, and whether the reference is required.</summary>
    public delegate void Refer(string to, YamlValue at, bool required);

    /// <summary>Properties by name, in the order of the file; null where one could not be read.</summary>
    public static OrderedDictionary<string, Property?> ReadAll(YamlMap? map, Func<YamlValue, Property?> read)
    {
        var properties = new OrderedDictionary<string, Property?>(StringComparer.Ordinal);
        foreach (var entry in map?.Named(TextForm.PropertyName) ?? [])
        {
            properties[entry.Key] = read(entry);
        }

        return properties;
    }

    /// <summary>A pairing's property; null when its type is unknown, the rest being checked all the same.</summary>
    public static Property? Read(YamlValue entry, WrittenPaths written, Refer refer) => YamlMap.Section<Property?>(
        entry, null, map => new PropertySection(entry.Key, map, written).Read(refer));

    /// <summary>A line's property. Lines are decided as a whole, so it has no direction, policy or initial side of its own.</summary>
    public static Property? ReadOfLine(YamlValue entry, WrittenPaths written) => YamlMap.Section<Property?>(
        entry, null, map => new PropertySection(entry.Key, map, written).ReadOfLine());

    /// <summary>Whether a property is one text of one field on each side, the same on both.</summary>
    public static bool IsOneText(Property property) =>
        property.Type is not (PropertyType.Money or PropertyType.Set or PropertyType.Reference or PropertyType.Lines)
        && property.Paths is { Crm.Length: <= 1, Shop.Length: <= 1 };

    private Property? Read(Refer refer)
    {
        var type = map.Required("type", $"write one of {string.Join(", ", Words.Type.Known)}")?.Word(Words.Type);
        var property = ReadValue(type, map.Word("direction", Words.Direction, Direction.Both)) with
        {
            Policy = map.Optional("policy")?.Word(Words.Policy),
            Initial = map.Optional("initial")?.Word(Words.Side),
        };
        property = type switch
        {
            PropertyType.Reference => ReadReference(property, refer),
            PropertyType.Lines => LinesSection.Read(map, property),
            _ => property,
        };
        CheckOptions(type, PairingOptions);
        CheckSum(type, property);
        return type is null ? null : property;
    }

    private Property? ReadOfLine()
    {
        var value = map.Required("type", $"write one of {string.Join(", ", Words.LineType.Known)}");
        if (value?.Is("lines") != true && value?.Is("reference") != true)
        {
            var type = value?.Word(Words.LineType);
            var property = ReadValue(type, Direction.Both);
            return type is null ? null : property;
        }

        value.Mistake(MistakeCode.UnknownWord,
            $"{value.Path}: a line holds neither lines nor references; write one of {string.Join(", ", Words.LineType.Known)}.");
        ReadValue(null, Direction.Both);
        CheckOptions(null, PairingOptions);
        return null;
    }

    /// <summary>What properties of pairings and of lines have in common.</summary>
    private Property ReadValue(PropertyType? type, Direction direction)
    {
        var paths = map.PerSide((side, _) => ReadPaths(side, type, direction));
        var scale = map.Optional("scale")?.Integer(0, MostDigits);
        var precision = map.Optional("precision")?.Integer(1, MostDigits);
        var resolution = map.Optional("resolution")?.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24));
        var zones = ZoneSection.Read(map.Optional("zone"));
        var conversions = new ConvertSection(type, paths, scale, resolution, zones).Read(map.Optional("convert"));
        var property = new Property
        {
            Name = name,
            Type = type ?? PropertyType.String,
            Paths = paths,
            Conversions = conversions,
            Direction = direction,
            Compare = map.Word("compare", Words.Compare, Comparison.Exact),
            Required = map.Truth("required", false),
            Precision = precision,
            Scale = scale ?? (type == PropertyType.Decimal ? MinorDigits(conversions) : null),
            Resolution = resolution,
            Zone = zones.Select(zone => zone?.Id),
        };
        CheckOptions(type, ValueOptions);
        CheckDigits(property);
        CheckPathCounts(type, paths);
        return property;
    }

    private Property ReadReference(Property property, Refer refer)
    {
        var value = map.Required("to", "name the pairing whose records it refers to");
        var to = value?.Text(TextForm.Name);
        if (to is not null)
        {
            refer(to, value!, property.Required);
        }

        return property with { To = to, As = YamlMap.Section(map.Optional("as"), property.As, ReadForms) };
    }

    private static PerSide<IdForm> ReadForms(YamlMap map)
    {
        if (map.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{map.Name} names no side; write it under crm, shop or both.");
        }

        return map.PerSide((_, form) => form?.Word(Words.IdForm) ?? IdForm.Text);
    }

    /// <summary>A decimal without a scale has that of its minor units: the side that counts them can hold no more digits.</summary>
    private static int? MinorDigits(PerSide<ImmutableArray<Conversion>> conversions) =>
        conversions.Crm.Concat(conversions.Shop).OfType<Conversion.MinorUnits>().FirstOrDefault()?.Digits;

    private ImmutableArray<string> ReadPaths(Side side, PropertyType? type, Direction direction)
    {
        if (map.Required(side.Name(), $"write the path of the field on {side.Name()}") is not { } value)
        {
            return [];
        }

        var paths = value.IsList
            ? value.Texts(TextForm.FieldPath) ?? []
            : value.Text(TextForm.FieldPath) is { } only ? [(only, value)] : [];
        if (value.IsList && value.List()!.Count is 0 or > 2)
        {
            value.Mistake(MistakeCode.OutOfRange, $"{value.Path}: a list of paths holds one or two.");
        }

        var writes = direction == Direction.Both || direction == (side == Side.Crm ? Direction.ToCrm : Direction.ToShop);
        foreach (var ((path, at), place) in paths.Select((p, place) => (p, place)).Where(_ => writes))
        {
            written.Claim(side, path, $"property '{name}'", at, isCurrency: type == PropertyType.Money && place == 1);
        }

        return [.. paths.Select(p => p.Text)];
    }

    /// <summary>With an unknown type the options are known all the same.</summary>
    private void CheckOptions(PropertyType? type, (string Key, PropertyType[] Types)[] options)
    {
        foreach (var (key, types) in options)
        {
            if (map.Optional(key) is { } value && type is { } known && !types.Contains(known))
            {
                value.Mistake(MistakeCode.OptionForType,
                    $"{value.Path} means nothing for type {Words.Show(known)}, only for {Words.Show(types)}; leave it out.");
            }
        }
    }

    /// <summary>Only a number has differences, and only where both sides count are there two to add.</summary>
    private void CheckSum(PropertyType? type, Property property)
    {
        if (property.Policy == ConflictPolicy.Sum
            && (type is not (null or PropertyType.Integer or PropertyType.Decimal) || property.Direction != Direction.Both))
        {
            map.Optional("policy")!.Mistake(MistakeCode.CannotSum,
                $"{map.Name}: only an integer or decimal that flows both ways can be summed; choose another policy.");
        }
    }

    private void CheckDigits(Property property)
    {
        if (property.Scale > property.Precision)
        {
            map.Optional("precision")!.Mistake(MistakeCode.ScaleAbovePrecision,
                $"{map.Name}: a precision of {property.Precision} digits in all cannot hold a scale of {property.Scale}; "
                + "raise precision or lower scale.");
        }
    }

    /// <summary>Money is an amount and a currency; a split name is counted by its conversion; everything else is one field.</summary>
    private void CheckPathCounts(PropertyType? type, PerSide<ImmutableArray<string>> paths)
    {
        var expected = type == PropertyType.Money ? 2 : 1;
        var isSplit = map.Optional("convert") is { IsMap: true } convert && convert.Map()!.Optional("splitName") is not null;
        foreach (var side in Sides.Both.Where(s => type is not null && !isSplit && paths[s].Length > 0 && paths[s].Length != expected))
        {
            map.Optional(side.Name())!.Mistake(MistakeCode.PathCount, type == PropertyType.Money
                ? $"{map.Name}: money stands in two fields; write {side.Name()}: [amount, currency]."
                : $"{map.Name}: {side.Name()} names {paths[side].Length} paths; write one, or join two by convert: {{ splitName: … }}.");
        }
    }
}
