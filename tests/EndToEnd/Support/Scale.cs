using System.Globalization;

namespace Sync.EndToEnd.Tests;

/// <summary>How much of a storm a run makes: sized for CI, or in full with <c>SYNC_E2E_SCALE=10</c>; and its seed.</summary>
internal static class Scale
{
    public static readonly int Times = Number("SYNC_E2E_SCALE", 1);

    public static readonly int Seed = Number("SYNC_E2E_SEED", 20_261_124);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
