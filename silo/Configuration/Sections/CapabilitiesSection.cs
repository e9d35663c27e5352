using Sync.Configuration.Yaml;

namespace Sync.Configuration.Sections;

/// <summary><c>capabilities</c>: what a side can do.</summary>
internal static class CapabilitiesSection
{
    public static ConnectorCapabilities Read(YamlValue? value, ConnectorCapabilities inherited) =>
        YamlMap.Section(value, inherited, map => new ConnectorCapabilities
        {
            ComparablePositions = map.Truth("comparablePositions", inherited.ComparablePositions),
            Tombstones = map.Truth("tombstones", inherited.Tombstones),
            ConditionalWrites = map.Truth("conditionalWrites", inherited.ConditionalWrites),
            VersionsNeverRecur = map.Truth("versionsNeverRecur", inherited.VersionsNeverRecur),
            IdempotencyKeys = map.Truth("idempotencyKeys", inherited.IdempotencyKeys),
            UniqueKeys = map.Truth("uniqueKeys", inherited.UniqueKeys),
            Find = map.Truth("find", inherited.Find),
            FindLag = map.Duration("findLag", TimeSpan.Zero, TimeSpan.FromHours(1), inherited.FindLag),
        });

    /// <summary>The protocol relies on what a side claims; a claim needs the field it lives by.</summary>
    public static void Check(YamlMap at, RecordFields record, ConnectorCapabilities capabilities)
    {
        if (capabilities.ComparablePositions && record.Position is null)
        {
            at.Mistake(MistakeCode.UnfoundedCapability,
                $"{at.Name}: comparablePositions is true and record.position is null; "
                + "name the field that holds the position, or set the capability to false.");
        }

        if (capabilities.Tombstones && record.Deleted is null)
        {
            at.Mistake(MistakeCode.UnfoundedCapability,
                $"{at.Name}: tombstones is true and record.deleted is null; "
                + "name the field that marks a deleted record, or set the capability to false.");
        }
    }
}
