using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>
/// What stands in a record as people see it, in texts: of a set each word, of lines each line and each thing in it, their order too.
/// Knows the two sides' ways of writing by itself, and nothing of the engine's mapping.
/// </summary>
internal static class Parts
{
    private const string Order = "#";

    /// <summary>The parts of one property; whoever has none of a name has nothing there.</summary>
    public static IEnumerable<(string Name, string? Text)> Of(Property property, Side side, JsonObject fields, Func<string, string?> keyOf)
    {
        var native = fields[property.Name];
        return property.Type switch
        {
            PropertyType.Set => Words(native).Select(word => ($"{property.Name}/{word}", (string?)"in")),
            PropertyType.Lines => Lines(property.Name, native),
            PropertyType.Reference => [(property.Name, native is null ? null : keyOf((string)native!))],
            PropertyType.Money => [(property.Name, native is null ? null : $"{Amount(native, side, (string)fields["currency"]!)} {fields["currency"]}")],
            PropertyType.Decimal => [(property.Name, native is null ? null : Text(native.GetValue<decimal>()))],
            PropertyType.DateTime => [(property.Name, native is null ? null : Instant((string)native!).ToString("o", CultureInfo.InvariantCulture))],
            PropertyType.String or PropertyType.Integer => [(property.Name, native?.ToString())],
            _ => throw new NotSupportedException($"{property.Type}"),
        };
    }

    /// <summary>Whether a property has parts that come and go, of which only what changes is told.</summary>
    public static bool IsComposed(Property property) => property.Type is PropertyType.Set or PropertyType.Lines;

    /// <summary>Whether a part may have a value again without anybody's having kept it: that it is there, or not. People set nothing else twice.</summary>
    public static bool Recurs(string? value) => value is null or "in" or "there";

    /// <summary>The property that a part is of.</summary>
    public static string PropertyOf(string part) => part.Split('/')[0];

    /// <summary>The word, or the line, that a part is of.</summary>
    public static string LineOf(string part) => part.Split('.')[0];

    /// <summary>Whether the part is the order of lines.</summary>
    public static bool IsOrder(string part) => part.EndsWith($"/{Order}", StringComparison.Ordinal);

    public static string OrderOf(string property) => $"{property}/{Order}";

    public static IReadOnlyList<string> Words(JsonNode? native) => native is JsonArray words ? [.. words.Select(w => (string)w!)] : [];

    /// <summary>How many digits the smallest coin of a currency has.</summary>
    public static int Digits(string currency) => currency == "JPY" ? 0 : 2;

    public static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static IEnumerable<(string, string?)> Lines(string property, JsonNode? native)
    {
        var lines = native is JsonArray array ? array.Select(line => line!.AsObject()).ToList() : [];
        foreach (var line in lines)
        {
            var key = $"{property}/{line["sku"]}";
            yield return (key, "there");
            yield return ($"{key}.qty", line["qty"]?.ToString());
            yield return ($"{key}.text", (string?)line["text"]);
        }
        yield return (OrderOf(property), string.Join(',', lines.Select(line => (string)line["sku"]!)));
    }

    /// <summary>The shop counts the smallest coins.</summary>
    private static string Amount(JsonNode native, Side side, string currency)
    {
        var amount = native.GetValue<decimal>();
        return Text(side == Side.Crm ? amount : Digits(currency) == 0 ? amount : amount / 100);
    }

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
