using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sync.Sandbox.Shapes;

/// <summary>
/// What the <c>normalise</c> fault does to an incoming body before it is checked: the shop trims strings, collapses
/// white space in them and lower-cases e-mails; the CRM rounds every amount to one decimal place, half to even.
/// </summary>
internal static partial class Normalisation
{
    public static JsonObject Apply(Side side, IReadOnlyList<Field> fields, JsonObject body)
    {
        var normalised = new JsonObject();
        foreach (var (name, value) in body)
            normalised[name] = fields.FirstOrDefault(field => field.Name == name) is { } field && value is not null
                ? Value(side, field, value)
                : value?.DeepClone();
        return normalised;
    }

    private static JsonNode? Value(Side side, Field field, JsonNode value) => value switch
    {
        JsonObject nested => Apply(side, field.Fields, nested),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Value(side, field, item))]),
        JsonValue plain when side.IntegerIds && plain.GetValueKind() == JsonValueKind.String => Tidy(field, plain),
        JsonValue plain when !side.IntegerIds && field.Type == FieldType.Money => Round(plain),
        _ => value.DeepClone(),
    };

    private static JsonNode Tidy(Field field, JsonValue value)
    {
        if (!field.IsText && field.Type != FieldType.TextList) return value.DeepClone();
        var text = WhiteSpace().Replace(Scalars.StringOf(value, field.Name).Trim(), " ");
        return JsonValue.Create(field.Type == FieldType.Email ? text.ToLowerInvariant() : text);
    }

    private static JsonNode Round(JsonValue value) =>
        decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? JsonValue.Create(decimal.Round(amount, 1))
            : value.DeepClone();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
