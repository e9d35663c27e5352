using System.Globalization;

namespace Sync.Sandbox.Shapes;

/// <summary>The one spelling of a moment: ISO 8601, UTC, milliseconds.</summary>
internal static class Moments
{
    public static string Spell(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
