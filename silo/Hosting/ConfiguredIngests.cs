namespace Sync.Silo.Hosting;

/// <summary>Which ingests a configuration needs.</summary>
internal static class ConfiguredIngests
{
    /// <summary>One for each side and kind that some pairing uses.</summary>
    public static IEnumerable<(Side Side, string Kind)> Ingests(this SyncConfiguration configuration) =>
        from side in Sides.Both
        from kind in configuration.Pairings.Select(pairing => pairing.Kinds[side]).Distinct()
        select (side, kind);
}
