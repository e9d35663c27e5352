using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sync.Sandbox.Http;

namespace Sync.Sandbox.Shapes;

/// <summary>Checks one plain value and brings it into the one spelling the database keeps.</summary>
internal static partial class Scalars
{
    private const decimal LargestAmount = 1_000_000_000_000m;
    private const long LargestWhole = 1_000_000_000_000_000;

    /// <exception cref="RefusedException">The value does not fit; carries <paramref name="path"/>.</exception>
    public static JsonNode Conform(Field field, JsonNode value, string path, bool integerIds) => field.Type switch
    {
        FieldType.Text => Text(field, value, path, 500),
        FieldType.LongText => Text(field, value, path, 20_000),
        FieldType.Email => Matching(value, path, EmailShape(), "an e-mail address such as ada@example.com", 254),
        FieldType.Count or FieldType.Minor => Whole(value, path),
        FieldType.Money => Amount(value, path),
        FieldType.Boolean => Flag(value, path),
        FieldType.Date => Day(value, path),
        FieldType.Instant => Moment(value, path),
        FieldType.Word => OneOf(field, value, path),
        FieldType.Country => Country(value, path),
        FieldType.Currency => Matching(value, path, CurrencyShape(), "a currency of three capital letters such as EUR", 3),
        FieldType.Reference when integerIds => Whole(value, path),
        FieldType.Reference => Text(field, value, path, 100),
        _ => throw new InvalidOperationException($"{field.Type} is not a plain value"),
    };

    public static string StringOf(JsonNode value, string path)
    {
        if (value.GetValueKind() != JsonValueKind.String) throw RefusedException.Invalid($"{path} must be a string", path);
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw RefusedException.Invalid($"{path} is not valid Unicode text", path);
        }
    }

    private static JsonNode Text(Field field, JsonNode value, string path, int limit)
    {
        var text = StringOf(value, path);
        if (field.Required && string.IsNullOrWhiteSpace(text)) throw RefusedException.Invalid($"{path} must not be blank", path);
        return text.Length <= limit
            ? JsonValue.Create(text)
            : throw RefusedException.Invalid($"{path} is longer than {limit} characters", path);
    }

    private static JsonNode Matching(JsonNode value, string path, Regex shape, string expected, int limit)
    {
        var text = StringOf(value, path);
        return text.Length <= limit && shape.IsMatch(text)
            ? JsonValue.Create(text)
            : throw RefusedException.Invalid($"{path} must be {expected}", path);
    }

    private static JsonNode Whole(JsonNode value, string path)
    {
        var number = Number(value, path);
        if (number != decimal.Truncate(number)) throw RefusedException.Invalid($"{path} must be a whole number", path);
        return number is >= 0 and <= LargestWhole
            ? JsonValue.Create((long)number)
            : throw RefusedException.Invalid($"{path} must be from 0 to {LargestWhole}", path);
    }

    private static JsonNode Amount(JsonNode value, string path)
    {
        var number = Number(value, path);
        if (number is < 0 or > LargestAmount) throw RefusedException.Invalid($"{path} must be from 0 to {LargestAmount}", path);
        return decimal.Round(number, 4) == number
            // Dividing by a one with many places drops trailing zeros, so that 12.50 and 12.5 are one spelling.
            ? JsonValue.Create(number / 1.0000000000000000000000000000m)
            : throw RefusedException.Invalid($"{path} has more than four decimal places", path);
    }

    private static decimal Number(JsonNode value, string path) =>
        value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RefusedException.Invalid($"{path} must be a number", path);

    private static JsonNode Flag(JsonNode value, string path) => value.GetValueKind() switch
    {
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        _ => throw RefusedException.Invalid($"{path} must be true or false", path),
    };

    private static JsonNode Day(JsonNode value, string path) =>
        DateOnly.TryParseExact(
            StringOf(value, path), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : throw RefusedException.Invalid($"{path} must be a day that exists, as yyyy-MM-dd", path);

    private static JsonNode Moment(JsonNode value, string path)
    {
        var text = StringOf(value, path);
        return MomentShape().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? JsonValue.Create(Moments.Spell(moment))
            : throw RefusedException.Invalid($"{path} must be a moment that exists, as 2026-01-31T12:00:00Z", path);
    }

    private static JsonNode OneOf(Field field, JsonNode value, string path)
    {
        var word = StringOf(value, path);
        return field.Words.Contains(word)
            ? JsonValue.Create(word)
            : throw RefusedException.Invalid($"{path} must be one of {string.Join(", ", field.Words)}", path);
    }

    private static JsonNode Country(JsonNode value, string path)
    {
        var code = StringOf(value, path);
        return Countries.Contains(code)
            ? JsonValue.Create(code)
            : throw RefusedException.Invalid($"{path} must be an ISO 3166-1 alpha-2 country such as DE", path);
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\z")]
    private static partial Regex EmailShape();

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex CurrencyShape();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex MomentShape();
}
