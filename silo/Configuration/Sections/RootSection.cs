using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary>The file as a whole: <c>sides</c>, <c>pairings</c> and <c>activity</c>.</summary>
internal sealed class RootSection(SecretReader secrets)
{
    /// <summary>What was read; of no use once there is a mistake.</summary>
    public SyncConfiguration? Read(YamlValue file) => YamlMap.Section<SyncConfiguration?>(file, null, root =>
    {
        var sides = YamlMap.Section(root.Required("sides", "describe the two systems under it"), new(null, null), ReadSides);
        var pairings = root.Required("pairings", "say under it what is kept in step with what")?.Map();
        var read = pairings is null ? [] : new PairingsSection(sides).Read(pairings);
        var activity = YamlMap.Section(root.Optional("activity"), new ActivityRetention(), ReadActivity);
        return sides is { Crm: { } crm, Shop: { } shop } ? new SyncConfiguration { Sides = new(crm, shop), Pairings = read, Activity = activity } : null;
    });

    private static ActivityRetention ReadActivity(YamlMap map)
    {
        var usual = new ActivityRetention();
        return new ActivityRetention
        {
            Keep = map.Duration("keep", TimeSpan.FromHours(1), TimeSpan.FromDays(3_650), usual.Keep),
            Most = map.Integer("most", 1_000, 1_000_000_000, usual.Most),
        };
    }

    /// <summary>A side that cannot be read is null; nothing that refers to it is checked then.</summary>
    private PerSide<SideConfiguration?> ReadSides(YamlMap map) => map.PerSide((side, _) => YamlMap.Section<SideConfiguration?>(
        map.Required(side.Name(), "both sides must be described"), null, new SideSection(secrets).Read));
}
