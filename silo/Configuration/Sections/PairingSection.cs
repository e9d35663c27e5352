using System.Collections.Immutable;
using Sync.Configuration.Yaml;
using FieldsOfSide = System.Collections.Immutable.ImmutableSortedDictionary<string, Sync.Configuration.Sections.FieldText>;

namespace Sync.Configuration.Sections;

/// <summary>One pairing: which kinds, how records meet, what happens when they are deleted or disagree, and the properties.</summary>
internal sealed class PairingSection(PerSide<SideConfiguration?> sides, PairingGraph graph)
{
    public Pairing Read(string name, YamlMap map)
    {
        var pairing = new Pairing
        {
            Name = name,
            Kinds = YamlMap.Section(
                map.Required("kinds", "name the kind of each side, such as { crm: customer, shop: customer }"), new("", ""), ReadKinds),
            Create = map.Word("create", Words.Create, CreateMode.None),
        };
        pairing = CardinalitySection.Read(map.Optional("cardinality"), pairing);
        pairing = YamlMap.Section(map.Optional("delete"), pairing, own => ReadDelete(own, pairing));
        pairing = YamlMap.Section(map.Optional("conflict"), pairing, own => ReadConflict(own, pairing));
        pairing = YamlMap.Section(map.Optional("deletions"), pairing, own => ReadDeletions(own, pairing));
        pairing = pairing with { SweepEvery = ReadSweep(map.Optional("sweep"), pairing.SweepEvery) };

        var written = new WrittenPaths();
        var section = map.Optional("properties")?.Map();
        var properties = PropertySection.ReadAll(section, property => PropertySection.Read(
            property, written, (to, at, required) => graph.Mentions(name, to, at, waits: required)));
        var where = FieldsSection.Read(map.Optional("where"));
        var constants = FieldsSection.Read(map.Optional("constants"));
        var archive = FieldsSection.Read(map.Optional("archive"));
        pairing = pairing with
        {
            Match = ReadMatch(map.Optional("match"), properties),
            Needs = ReadNeeds(name, map.Optional("needs")),
            Where = where.Select(FieldsSection.Texts),
            Constants = constants.Select(FieldsSection.Json),
            Archive = archive.Select(FieldsSection.Json),
            Properties = [.. properties.Values.OfType<Property>()],
        };

        CardinalitySection.Check(pairing, map);
        if (pairing.Many is not null)
        {
            graph.Shares(name);
        }

        foreach (var side in Sides.Both)
        {
            CheckConstants(side, pairing, where[side], constants[side], written);
            CheckCreate(side, pairing, map);
            CheckArchive(side, pairing, archive[side], map);
            CheckSums(side, pairing, section);
        }

        return pairing;
    }

    private PerSide<string> ReadKinds(YamlMap map) => map.PerSide((side, _) =>
    {
        var value = map.Required(side.Name(), "write the name of that side's kind");
        var kind = value?.Text(TextForm.Name) ?? "";
        if (kind != "" && sides[side] is { } known && !known.Kinds.ContainsKey(kind))
        {
            value!.Mistake(MistakeCode.UnknownKind,
                $"{value.Path}: sides.{side.Name()}.kinds has no '{kind}'; {Suggestion.For(kind, [.. known.Kinds.Keys])}");
        }

        return kind;
    });

    private static Pairing ReadDelete(YamlMap map, Pairing pairing) => pairing with
    {
        Delete = map.PerSide((side, mode) => mode?.Word(Words.Delete) ?? pairing.Delete[side]),
        AgainstEdit = map.Word("againstEdit", Words.AgainstEdit, pairing.AgainstEdit),
    };

    private static Pairing ReadConflict(YamlMap map, Pairing pairing)
    {
        var policy = map.Optional("policy");
        if (policy?.Is("sum") == true)
        {
            policy.Mistake(MistakeCode.UnknownWord,
                $"{policy.Path}: 'sum' is for a property that is counted; write it there, and here {string.Join(", ", Words.PairingPolicy.Known)}.");
            policy = null;
        }

        return pairing with
        {
            Policy = policy?.Word(Words.PairingPolicy) ?? pairing.Policy,
            Preferred = map.Word("preferred", Words.Side, pairing.Preferred),
        };
    }

    private static Pairing ReadDeletions(YamlMap map, Pairing pairing) => pairing with
    {
        DeletionBudget = map.Integer("budget", 0, 1_000_000, pairing.DeletionBudget),
        DeletionWindow = map.Duration("window", TimeSpan.FromMinutes(1), TimeSpan.FromHours(168), pairing.DeletionWindow),
    };

    private static TimeSpan? ReadSweep(YamlValue? value, TimeSpan? otherwise) =>
        value is null ? otherwise : value.Is("never") ? null : value.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromDays(365)) ?? otherwise;

    private ImmutableArray<string> ReadNeeds(string name, YamlValue? value)
    {
        var needs = value?.Texts(TextForm.Name) ?? [];
        foreach (var (other, at) in needs)
        {
            graph.Mentions(name, other, at, waits: true);
        }

        return [.. needs.Select(n => n.Text)];
    }

    /// <summary>
    /// A match key is one text of one field on each side: that is what a side can be asked to find. (Each side has its own ids, so
    /// no two references are the same text.)
    /// </summary>
    private static ImmutableArray<string> ReadMatch(YamlValue? value, OrderedDictionary<string, Property?> properties)
    {
        var match = value?.Texts(TextForm.PropertyName) ?? [];
        foreach (var (name, at) in match)
        {
            if (!properties.TryGetValue(name, out var property))
            {
                at.Mistake(MistakeCode.UnknownProperty,
                    $"{at.Path}: there is no property '{name}'; {Suggestion.For(name, [.. properties.Keys])}");
            }
            else if (property is not null && !PropertySection.IsOneText(property))
            {
                at.Mistake(MistakeCode.CannotMatch,
                    $"{at.Path}: '{name}' is of type money, set, reference or lines or spans two paths, so no side can be asked for it; "
                    + "match another property.");
            }
        }

        return [.. match.Select(m => m.Text)];
    }

    private static void CheckConstants(
        Side side, Pairing pairing, FieldsOfSide where, FieldsOfSide constants, WrittenPaths written)
    {
        foreach (var (path, constant) in constants)
        {
            written.Claim(side, path, $"constants.{side.Name()}", constant.Value);
        }

        foreach (var (path, wanted) in where.Where(_ => pairing.CreatesOn(side)))
        {
            if (constants.GetValueOrDefault(path)?.Text != wanted.Text)
            {
                wanted.Value.Mistake(MistakeCode.WhereNotImplied,
                    $"{wanted.Value.Path}: records created on {side.Name()} would lack '{path}' = '{wanted.Text}' and fall out; "
                    + $"write the same under constants.{side.Name()}.");
            }
        }
    }

    /// <summary>What is archived on a side gets values there, and values are for that only.</summary>
    private static void CheckArchive(Side side, Pairing pairing, FieldsOfSide archive, YamlMap map)
    {
        var written = new WrittenPaths("");
        foreach (var (path, value) in archive)
        {
            written.Claim(side, path, $"archive.{side.Name()}", value.Value);
        }

        var gone = side.Other().Name();
        var isArchived = pairing.Delete[side.Other()] == DeleteMode.Archive;
        if (isArchived && archive.IsEmpty)
        {
            map.Optional("delete")!.Mistake(MistakeCode.ArchiveValues,
                $"pairings.{pairing.Name}: delete.{gone} is archive, and nothing says what an archived record of {side.Name()} gets; "
                + $"write it under archive.{side.Name()}, such as {{ {side.Name()}: {{ active: false }} }}.");
        }
        else if (!isArchived && !archive.IsEmpty)
        {
            archive.Values.First().Value.Mistake(MistakeCode.ArchiveValues,
                $"pairings.{pairing.Name}: nothing is ever archived on {side.Name()}, as delete.{gone} is not archive; "
                + "write that, or leave these values out.");
        }
    }

    /// <summary>A difference is added to what was read only if nothing can come between the read and the write.</summary>
    private void CheckSums(Side side, Pairing pairing, YamlMap? properties)
    {
        if (CapabilitiesOf(side, pairing) is not { } can || can is { ConditionalWrites: true, VersionsNeverRecur: true })
        {
            return;
        }

        foreach (var property in pairing.Properties.Where(p => p.Policy == ConflictPolicy.Sum))
        {
            var policy = properties!.Optional(property.Name)!.Map()!.Optional("policy")!;
            policy.Mistake(MistakeCode.CannotSum,
                $"{policy.Path}: the kind '{pairing.Kinds[side]}' of {side.Name()} does not state conditionalWrites and versionsNeverRecur, "
                + "so a difference could be added to a value that nobody read; choose another policy.");
        }
    }

    /// <summary>
    /// Whether a create went through that nobody answered must be knowable: by its key, or by the match key's value, which is
    /// found or which the side would refuse to have twice.
    /// </summary>
    private void CheckCreate(Side side, Pairing pairing, YamlMap map)
    {
        if (!pairing.CreatesOn(side) || CapabilitiesOf(side, pairing) is not { } can)
        {
            return;
        }

        if (!can.IdempotencyKeys && (pairing.Match.IsEmpty || !can.Find && !can.UniqueKeys))
        {
            map.Optional("create")!.Mistake(MistakeCode.CannotCreate,
                $"pairings.{pairing.Name} creates on {side.Name()}, where a create that was not answered could be made twice: the kind "
                + $"'{pairing.Kinds[side]}' has no idempotencyKeys, and "
                + (pairing.Match.IsEmpty ? "the pairing has no match. " : "neither find nor uniqueKeys. ")
                + "State the capability if the side has it, name properties under match, or do not create there.");
        }
    }

    /// <summary>What the pairing's kind of a side can do; null where there is a mistake about it already.</summary>
    private ConnectorCapabilities? CapabilitiesOf(Side side, Pairing pairing) =>
        sides[side] is { } known && known.Kinds.TryGetValue(pairing.Kinds[side], out var kind) ? kind.Capabilities ?? known.Capabilities : null;
}
