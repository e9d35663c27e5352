using System.Collections.Immutable;
using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>convert</c>: how a side's native value becomes the canonical one and back without loss.</summary>
internal sealed class ConvertSection(
    PropertyType? type, PerSide<ImmutableArray<string>> paths, int? scale, TimeSpan? resolution)
{
    private static readonly PerSide<ImmutableArray<Conversion>> None = new([], []);
    private static readonly string[] BareWords = ["minorUnits", "trim"];
    private static readonly Words<bool> SingleWord = new(("last", true), ("first", false));

    /// <summary>The conversions of each side, in the order in which a value read goes through them.</summary>
    public PerSide<ImmutableArray<Conversion>> Read(YamlValue? value) => value switch
    {
        null => None,
        { IsMap: true } => ReadMap(value.Map()!),
        { IsText: false } => Refuse(value),
        _ => value.OneOf(BareWords) switch
        {
            "minorUnits" => ReadMinorUnits(value, digits: null, Side.Shop),
            "trim" => ReadTrim(value),
            _ => None,
        },
    };

    private static PerSide<ImmutableArray<Conversion>> Refuse(YamlValue value)
    {
        value.Mistake(MistakeCode.WrongType, $"{value.Path} is neither a map nor a word; write one of {string.Join(", ", BareWords)}, or a map such as {{ minorUnits: 2 }}.");
        return None;
    }

    private PerSide<ImmutableArray<Conversion>> ReadMap(YamlMap map)
    {
        var trim = map.Optional("trim") is { } word && word.Truth() == true ? ReadTrim(word) : None;
        YamlValue?[] steps = [map.Optional("table"), map.Optional("minorUnits"), map.Optional("splitName"), map.Optional("format")];
        map.RefuseOtherKeys();
        if (map.Entries.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, "convert names no conversion; write one or leave convert out.");
        }

        if (steps.Count(step => step is not null) > 1)
        {
            map.Mistake(MistakeCode.ExactlyOne, "convert names several of table, minorUnits, splitName, format; write one of them (trim may stand beside it).");
        }

        PerSide<ImmutableArray<Conversion>>[] read =
        [
            trim,
            steps[0] is { } table && Allowed(table, PropertyType.Enum, PropertyType.String, PropertyType.Boolean) ? ReadTable(table) : None,
            steps[1] is { } minorUnits ? ReadMinorUnits(minorUnits) : None,
            steps[2] is { } split && Allowed(split, PropertyType.String) ? ReadSplitName(split) : None,
            steps[3] is { } format && Allowed(format, PropertyType.Date, PropertyType.DateTime) ? ReadFormat(format) : None,
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
            $"{value.Path} is not for type {PropertySection.Show(known)}, only for {PropertySection.Show(types)}; choose another conversion or type.");
        return false;
    }

    private PerSide<ImmutableArray<Conversion>> ReadTrim(YamlValue value) =>
        Allowed(value, PropertyType.String, PropertyType.Enum) ? new([new Conversion.Trim()], [new Conversion.Trim()]) : None;

    /// <summary>The CRM's words are the canonical ones, so that only the shop needs a table.</summary>
    private PerSide<ImmutableArray<Conversion>> ReadTable(YamlValue value)
    {
        if (value.Map() is not { } map)
        {
            return None;
        }

        if (map.Entries.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{value.Path} names no words; write crmWord: shopWord for each.");
        }

        var toCanonical = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (type == PropertyType.Boolean && entry.Key is not ("true" or "false"))
            {
                entry.Mistakes.Add(MistakeCode.AmbiguousTable, entry.KeyAt, $"{value.Path}: '{entry.Key}' is not a boolean; write true and false on the left.");
            }
            else if (entry.Scalar() is { } word && !toCanonical.TryAdd(NativeWord(word, entry.IsText), entry.Key))
            {
                entry.Mistake(MistakeCode.AmbiguousTable,
                    $"{value.Path}: the shop's '{word}' stands for two words of the CRM, so it could not be read back; give each its own.");
            }
        }

        return new([], [new Conversion.Table(toCanonical.ToImmutable())]);
    }

    /// <summary>A quoted '1' keeps quotes, as JSON does, to be told from the number 1; other words stand bare.</summary>
    private static string NativeWord(string word, bool isText) => isText && Scalars.KindOfPlain(word) != ScalarKind.Text ? $"\"{word}\"" : word;

    private PerSide<ImmutableArray<Conversion>> ReadMinorUnits(YamlValue value)
    {
        const int mostDigits = 8;
        if (!value.IsMap)
        {
            return value.Integer(0, mostDigits) is { } digits ? ReadMinorUnits(value, digits, Side.Shop) : None;
        }

        var map = value.Map()!;
        var stated = map.Optional("digits")?.Integer(0, mostDigits);
        var side = map.Word("side", Words.Side, Side.Shop);
        map.RefuseOtherKeys();
        return ReadMinorUnits(value, stated, side);
    }

    private PerSide<ImmutableArray<Conversion>> ReadMinorUnits(YamlValue value, int? digits, Side side)
    {
        if (!Allowed(value, PropertyType.Decimal, PropertyType.Money))
        {
            return None;
        }

        if (type == PropertyType.Decimal)
        {
            digits ??= scale;
            if (digits is null || (scale ?? digits) != digits)
            {
                value.Mistake(MistakeCode.MinorUnitsScale, digits is null
                    ? $"{value.Path} does not say how many digits; write minorUnits: 2 or give the property a scale."
                    : $"{value.Path} has {digits} digits and the property's scale is {scale}: one side could not hold what the other has; make them equal.");
            }
        }

        return None.With(side, [new Conversion.MinorUnits(digits)]);
    }

    private PerSide<ImmutableArray<Conversion>> ReadSplitName(YamlValue value)
    {
        if (value.Map() is not { } map)
        {
            return None;
        }

        var single = map.Required("single", "say whether a name of one word is the last or the first name")?.Word(SingleWord) ?? true;
        map.RefuseOtherKeys();
        if ((paths.Crm.Length, paths.Shop.Length) is not ((1, 2) or (2, 1)))
        {
            value.Mistake(MistakeCode.PathCount, $"{value.Path} joins two paths of one side to one of the other; write [first, last] on one side and a single path on the other.");
            return None;
        }

        return None.With(paths.Crm.Length == 2 ? Side.Crm : Side.Shop, [new Conversion.SplitName(single)]);
    }

    private PerSide<ImmutableArray<Conversion>> ReadFormat(YamlValue value)
    {
        if (value.Map() is not { } map)
        {
            return None;
        }

        if (map.Entries.Count == 0)
        {
            map.Mistake(MistakeCode.MissingKey, $"{value.Path} names no side; write the format under crm, shop or both.");
        }

        var formats = map.PerSide<ImmutableArray<Conversion>>((_, own) => own?.Text(TextForm.DatePattern) is { } pattern ? [ReadFormat(own, pattern)] : []);
        map.RefuseOtherKeys();
        return formats;
    }

    private Conversion.Format ReadFormat(YamlValue value, string pattern)
    {
        var unit = type == PropertyType.Date ? TimeSpan.FromDays(1) : resolution ?? TimeSpan.FromMilliseconds(1);
        if (!DateFormat.KeepsEverything(pattern, unit))
        {
            value.Mistake(MistakeCode.LossyFormat, type == PropertyType.Date
                ? $"{value.Path}: a date written as '{pattern}' cannot be read back; it needs dd, MM and yyyy."
                : $"{value.Path}: an instant written as '{pattern}' cannot be read back to {Durations.Show(unit)}; write more of it, or give the property a coarser resolution.");
        }

        return new Conversion.Format(pattern);
    }
}
