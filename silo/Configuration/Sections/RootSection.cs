using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>The file as a whole: <c>sides</c> and <c>pairings</c>.</summary>
internal sealed class RootSection(SecretReader secrets)
{
    /// <summary>What was read; of no use once there is a mistake.</summary>
    public SyncConfiguration? Read(YamlMap root)
    {
        var sides = ReadSides(root.Required("sides", "describe the two systems under it")?.Map());
        var pairings = root.Required("pairings", "say under it what is kept in step with what")?.Map();
        root.RefuseOtherKeys();
        var read = pairings is null ? [] : new PairingsSection(sides).Read(pairings);
        return sides is { Crm: { } crm, Shop: { } shop } ? new SyncConfiguration { Sides = new(crm, shop), Pairings = read } : null;
    }

    /// <summary>A side that cannot be read is null; nothing that refers to it is checked then.</summary>
    private PerSide<SideConfiguration?> ReadSides(YamlMap? map)
    {
        if (map is null)
        {
            return new(null, null);
        }

        var section = new SideSection(secrets);
        var sides = map.PerSide((side, _) => map.Required(side.Name(), "both sides must be described")?.Map() is { } own ? section.Read(own) : null);
        map.RefuseOtherKeys();
        return sides;
    }
}
