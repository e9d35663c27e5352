using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>One property of a pairing.</summary>
internal sealed class PropertySection(string name, YamlMap map, WrittenPaths written)
{
    private const int MostDigits = 28;
    private static readonly string[] LaterTypes = ["reference", "lines"];

    /// <summary>Options that mean something for some types only.</summary>
    private static readonly (string Key, PropertyType[] Types)[] TypeOptions =
    [
        ("precision", [PropertyType.Decimal]),
        ("scale", [PropertyType.Decimal]),
        ("resolution", [PropertyType.DateTime]),
        ("compare", [PropertyType.String, PropertyType.Enum]),
    ];

    /// <summary>The property; null when its type is unknown, the rest being checked all the same.</summary>
    public static Property? Read(YamlValue entry, WrittenPaths written) => entry.IsMap && IsOfLaterType(entry.Map()!)
        ? null
        : YamlMap.Section<Property?>(entry, null, map => new PropertySection(entry.Key, map, written).Read());

    /// <summary>A type that is known and refused; what else such a property says is not looked at.</summary>
    private static bool IsOfLaterType(YamlMap map)
    {
        if (map.Optional("type") is not { } value || Array.Find(LaterTypes, value.Is) is not { } type)
        {
            return false;
        }

        value.Mistake(MistakeCode.NotYet,
            $"{value.Path}: the type '{type}' comes with a later version; leave the property out for now.");
        return true;
    }

    private Property? Read()
    {
        var type = map.Required("type", $"write one of {string.Join(", ", Words.Type.Known)}")?.Word(Words.Type);
        var direction = map.Word("direction", Words.Direction, Direction.Both);
        var paths = map.PerSide((side, _) => ReadPaths(side, type, direction));
        var scale = map.Optional("scale")?.Integer(0, MostDigits);
        var precision = map.Optional("precision")?.Integer(1, MostDigits);
        var resolution = map.Optional("resolution")?.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24));
        var conversions = new ConvertSection(type, paths, scale, resolution).Read(map.Optional("convert"));
        var property = new Property
        {
            Name = name,
            Type = type ?? PropertyType.String,
            Paths = paths,
            Conversions = conversions,
            Direction = direction,
            Policy = ReadPolicy(map),
            Initial = map.Optional("initial")?.Word(Words.Side),
            Compare = map.Word("compare", Words.Compare, Comparison.Exact),
            Required = map.Truth("required", false),
            Precision = precision,
            Scale = scale ?? (type == PropertyType.Decimal ? MinorDigits(conversions) : null),
            Resolution = resolution,
        };
        CheckOptions(type, property);
        CheckPathCounts(type, paths);
        return type is null ? null : property;
    }

    /// <summary>A <c>policy</c>; <c>sum</c> is known and refused.</summary>
    public static ConflictPolicy? ReadPolicy(YamlMap map)
    {
        if (map.Optional("policy") is not { } value || !value.Is("sum"))
        {
            return map.Optional("policy")?.Word(Words.Policy);
        }

        value.Mistake(MistakeCode.NotYet,
            $"{value.Path}: the policy 'sum' comes with a later version; use {string.Join(", ", Words.Policy.Known)}.");
        return null;
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

    private void CheckOptions(PropertyType? type, Property property)
    {
        foreach (var (key, types) in TypeOptions)
        {
            if (type is { } known && !types.Contains(known) && map.Optional(key) is { } value)
            {
                value.Mistake(MistakeCode.OptionForType,
                    $"{value.Path} means nothing for type {Words.Show(known)}, only for {Words.Show(types)}; leave it out.");
            }
        }

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
