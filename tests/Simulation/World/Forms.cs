using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>What a side makes of what it is told to store: its own form of it.</summary>
internal static class Forms
{
    public static JsonNode? Stored(Property property, JsonNode? native, Faults side) => (property.Type, native) switch
    {
        (_, null) => null,
        (PropertyType.String, var text) when side.Normalises && property.Name == "b" => ((string)text!).ToUpperInvariant(),
        (PropertyType.String, var text) when side.Normalises && property.Name == "c" => ((string)text!).Trim(),
        (PropertyType.Decimal, var number) when side.Rounds => Math.Round(number.GetValue<decimal>(), 2),
        (PropertyType.DateTime, var time) when side.Truncates => Text(Second(Parts.Instant((string)time!)) + side.Shift),
        (PropertyType.Set, JsonArray words) when side.Normalises => new JsonArray([.. Parts.Words(words).Order(StringComparer.Ordinal).Select(w => JsonValue.Create(w))]),
        _ => native.DeepClone(),
    };

    public static string Text(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Second(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
}
