using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>cardinality</c>: whether one record of a side may be in many pairs, and what such a pairing must have and cannot have.</summary>
internal static class CardinalitySection
{
    public static Pairing Read(YamlValue? value, Pairing pairing)
    {
        var many = YamlMap.Section(value, new PerSide<bool>(false, false), map => map.PerSide((_, word) => word?.Word(Words.Cardinality) ?? false));
        if (many is { Crm: true, Shop: true })
        {
            value!.Mistake(MistakeCode.CannotShare,
                $"{value.Path}: a record of one side only may be in many pairs; write one for the other.");
        }

        Side? shared = many.Crm ? Side.Crm : many.Shop ? Side.Shop : null;
        return shared is { } side
            ? pairing with { Many = side, Delete = pairing.Delete.With(side.Other(), DeleteMode.Unlink) }
            : pairing;
    }

    /// <summary>Only a key tells whose a record is, and the deletion of one of many is not the end of what they share.</summary>
    public static void Check(Pairing pairing, YamlMap map)
    {
        if (pairing.Many is not { } many)
        {
            return;
        }

        if (pairing.Match.IsEmpty)
        {
            map.Optional("cardinality")!.Mistake(MistakeCode.CannotShare,
                $"pairings.{pairing.Name}: many {many.Other().Name()} records share a {many.Name()} record, and nothing says which; name properties under match.");
        }

        if (pairing.Delete[many.Other()] is DeleteMode.Propagate or DeleteMode.Archive)
        {
            var one = map.Optional("delete")!.Map()!.Optional(many.Other().Name())!;
            one.Mistake(MistakeCode.CannotShare,
                $"{one.Path}: the {many.Name()} record belongs to other {many.Other().Name()} records as well and does not go with one of them; write unlink or ignore.");
        }
    }
}
