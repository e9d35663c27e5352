using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>convert</c>: how a side's native value becomes the canonical one and back without loss.</summary>
internal sealed class ConvertSection(
    PropertyType? type, PerSide<ImmutableArray<string>> paths, int? scale, TimeSpan? resolution, PerSide<TimeZoneInfo?> zones)
{
    private const int MostMinorDigits = 8;
    private static readonly PerSide<ImmutableArray<Conversion>> None = new([], []);
    private static readonly string[] BareWords = ["minorUnits", "trim"];
    private static readonly Words<bool> IsLast = new(("last", true), ("first", false));

    /// <summary>The conversions of each side, in the order in which a value read goes through them.</summary>
    public PerSide<ImmutableArray<Conversion>> Read(YamlValue? value) => value switch
    {
        null => None,
        { IsMap: true } => YamlMap.Section(value, None, ReadMap),
        { IsText: true } => value.OneOf(BareWords) switch
        {
            "minorUnits" => MinorUnits(value, digits: null, Side.Shop),
            "trim" => Trim(value),
            _ => None,
        },
        _ => Refuse(value),
    };

    private static PerSide<ImmutableArray<Conversion>> Refuse(YamlValue value)
    {
        value.Mistake(MistakeCode.WrongType,
            $"{value.Path} is neither a map nor a word; write minorUnits, trim, or a map such as {{ minorUnits: 2 }}.");
        return None;
    }

    private PerSide<ImmutableArray<Conversion>> ReadMap(YamlMap map)
    {
        var trim = map.Optional("trim");
        var (table, minorUnits) = (map.Optional("table"), map.Optional("minorUnits"));
        var (splitName, format) = (map.Optional("splitName"), map.Optional("format"));
        if (map.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{map.Name} names no conversion; write one or leave convert out.");
        }

        if (new[] { table, minorUnits, splitName, format }.Count(step => step is not null) > 1)
        {
            map.Mistake(MistakeCode.ExactlyOne,
                $"{map.Name} names several of table, minorUnits, splitName, format; write one of them (trim may stand beside it).");
        }

        PerSide<ImmutableArray<Conversion>>[] read =
        [
            trim?.Truth() == true ? Trim(trim) : None,
            table is not null && Allowed(table, PropertyType.Enum, PropertyType.String, PropertyType.Boolean)
                ? YamlMap.Section(table, None, words => Table(table, words))
                : None,
            minorUnits is not null ? MinorUnits(minorUnits) : None,
            splitName is not null && Allowed(splitName, PropertyType.String) ? SplitName(splitName) : None,
            format is not null && Allowed(format, PropertyType.Date, PropertyType.DateTime)
                ? YamlMap.Section(format, None, Formats)
                : None,
        ];
        return new([.. read.SelectMany(r => r.Crm)], [.. read.SelectMany(r => r.Shop)]);
    }

    /// <summary>Whether a conversion is for this type; an unknown type has its own mistake.</summary>
    private bool Allowed(YamlValue value, params PropertyType[] types)
    {
        if (type is not { } known || types.Contains(known))
        {
            return type is not null;
        }

        value.Mistake(MistakeCode.ConvertForType,
            $"{value.Path} is not for type {Words.Show(known)}, only for {Words.Show(types)}; choose another conversion or type.");
        return false;
    }

    private PerSide<ImmutableArray<Conversion>> Trim(YamlValue value) =>
        Allowed(value, PropertyType.String, PropertyType.Enum) ? new([new Conversion.Trim()], [new Conversion.Trim()]) : None;

    /// <summary>The CRM's words are the canonical ones, so that only the shop needs a table.</summary>
    private PerSide<ImmutableArray<Conversion>> Table(YamlValue value, YamlMap words)
    {
        if (words.Count == 0)
        {
            words.Mistake(MistakeCode.MissingKey, $"{words.Name} names no words; write crmWord: shopWord for each.");
        }

        var toCanonical = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in words.Entries)
        {
            if (type == PropertyType.Boolean && entry.Key is not ("true" or "false"))
            {
                entry.KeyMistake(MistakeCode.AmbiguousTable,
                    $"{value.Path}: '{entry.Key}' is not a boolean; write true and false on the left.");
            }
            else if (entry.Scalar() is { } word && !toCanonical.TryAdd(NativeWord(word, entry.IsText), entry.Key))
            {
                entry.Mistake(MistakeCode.AmbiguousTable,
                    $"{value.Path}: the shop's '{word}' stands for two words of the CRM and could not be read back; give each its own.");
            }
        }

        return new([], [new Conversion.Table(toCanonical.ToImmutable())]);
    }

    /// <summary>A quoted '1' keeps quotes, as JSON does, to be told from the number 1; other words stand bare.</summary>
    private static string NativeWord(string word, bool isText) =>
        isText && Scalars.KindOfPlain(word) != ScalarKind.Text ? $"\"{word}\"" : word;

    private PerSide<ImmutableArray<Conversion>> MinorUnits(YamlValue value) => value.IsMap
        ? YamlMap.Section(value, None, map =>
            MinorUnits(value, map.Optional("digits")?.Integer(0, MostMinorDigits), map.Word("side", Words.Side, Side.Shop)))
        : value.Integer(0, MostMinorDigits) is { } digits ? MinorUnits(value, digits, Side.Shop) : None;

    private PerSide<ImmutableArray<Conversion>> MinorUnits(YamlValue value, int? digits, Side side)
    {
        if (!Allowed(value, PropertyType.Decimal, PropertyType.Money))
        {
            return None;
        }

        if (type == PropertyType.Decimal)
        {
            digits ??= scale;
            if (digits is null)
            {
                value.Mistake(MistakeCode.MinorUnitsScale,
                    $"{value.Path} does not say how many digits; write minorUnits: 2 or give the property a scale.");
            }
            else if ((scale ?? digits) != digits)
            {
                value.Mistake(MistakeCode.MinorUnitsScale,
                    $"{value.Path} has {digits} digits and the property's scale is {scale}: one side could not hold what the other has; "
                    + "make them equal.");
            }
        }

        return None.With(side, [new Conversion.MinorUnits(digits)]);
    }

    private PerSide<ImmutableArray<Conversion>> SplitName(YamlValue value)
    {
        var singleIsLast = YamlMap.Section(value, null, map =>
            map.Required("single", "say whether a name of one word is the last or the first name")?.Word(IsLast));
        if ((paths.Crm.Length, paths.Shop.Length) is not ((1, 2) or (2, 1)))
        {
            value.Mistake(MistakeCode.PathCount,
                $"{value.Path} joins two paths of one side to one of the other; write [first, last] on one side and one path on the other.");
            return None;
        }

        return None.With(paths.Crm.Length == 2 ? Side.Crm : Side.Shop, [new Conversion.SplitName(singleIsLast ?? true)]);
    }

    private PerSide<ImmutableArray<Conversion>> Formats(YamlMap map)
    {
        if (map.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{map.Name} names no side; write it under crm, shop or both.");
        }

        return map.PerSide<ImmutableArray<Conversion>>((side, own) =>
            own?.Text(TextForm.DatePattern) is { } pattern ? [Format(own, pattern, zones[side])] : []);
    }

    private Conversion.Format Format(YamlValue value, string pattern, TimeZoneInfo? zone)
    {
        var unit = type == PropertyType.Date ? TimeSpan.FromDays(1) : resolution ?? TimeSpan.FromMilliseconds(1);
        if (!DateFormat.KeepsEverything(pattern, unit, zone))
        {
            value.Mistake(MistakeCode.LossyFormat, type == PropertyType.Date
                ? $"{value.Path}: a date written as '{pattern}' cannot be read back; it needs dd, MM and yyyy."
                : $"{value.Path}: an instant written as '{pattern}' cannot be read back to {Durations.Show(unit)}; "
                    + "write more of it, or give the property a coarser resolution.");
        }
        else if (zone is not null && DateFormat.HasOffset(pattern))
        {
            value.Mistake(MistakeCode.BadZone,
                $"{value.Path}: '{pattern}' has an offset of its own; leave the zone out, or the offset.");
        }

        return new Conversion.Format(pattern);
    }
}
