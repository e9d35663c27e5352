using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>capabilities</c>: what a side can do.</summary>
internal static class CapabilitiesSection
{
    public static ConnectorCapabilities Read(YamlValue? value, ConnectorCapabilities inherited)
    {
        if (value?.Map() is not { } map)
        {
            return inherited;
        }

        var capabilities = new ConnectorCapabilities
        {
            ComparablePositions = map.Truth("comparablePositions", inherited.ComparablePositions),
            Tombstones = map.Truth("tombstones", inherited.Tombstones),
            ConditionalWrites = map.Truth("conditionalWrites", inherited.ConditionalWrites),
            VersionsNeverRecur = map.Truth("versionsNeverRecur", inherited.VersionsNeverRecur),
            IdempotencyKeys = map.Truth("idempotencyKeys", inherited.IdempotencyKeys),
            UniqueKeys = map.Truth("uniqueKeys", inherited.UniqueKeys),
            Find = map.Truth("find", inherited.Find),
            FindLag = map.Duration("findLag", TimeSpan.Zero, TimeSpan.FromHours(1), inherited.FindLag),
        };
        map.RefuseOtherKeys();
        return capabilities;
    }
}
