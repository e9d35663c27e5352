using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sync.Sandbox.Http;

namespace Sync.Sandbox.Shapes;

/// <summary>
/// Checks a whole record against its shape and writes it in the shape's own order and spelling,
/// so that two records are equal exactly when their stored texts are.
/// </summary>
internal static class Conformance
{
    /// <summary>How records are spelled in the database and in answers.</summary>
    public static JsonSerializerOptions Spelling { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="shape">The kind of the record.</param>
    /// <param name="record">What the record shall be; fields it does not name start empty or with their default.</param>
    /// <param name="integerIds">Whether references are integers on this side.</param>
    /// <returns>Every field of the shape, in its order.</returns>
    /// <exception cref="RefusedException">422, with the field that does not fit.</exception>
    public static JsonObject Conform(Shape shape, JsonObject record, bool integerIds)
    {
        var conformed = Fields(shape.Fields, record, "", integerIds, Defaults(shape, record));
        if (shape.Dependent is { } rule) RequireWord(rule, conformed);
        return conformed;
    }

    private static JsonObject Fields(
        IReadOnlyList<Field> fields, JsonObject given, string prefix, bool integerIds, Func<Field, string?> defaults)
    {
        RefuseUnknown(fields, given, prefix);
        var conformed = new JsonObject();
        foreach (var field in fields)
        {
            var value = given.ContainsKey(field.Name) ? given[field.Name] : Parse(defaults(field));
            conformed[field.Name] = Value(field, value, prefix + field.Name, integerIds);
        }
        return conformed;
    }

    private static JsonNode? Value(Field field, JsonNode? value, string path, bool integerIds) => field.Type switch
    {
        FieldType.TextList => List(value, path, (item, itemPath) => JsonValue.Create(Scalars.StringOf(item, itemPath))),
        FieldType.Lines => List(value, path, (item, itemPath) => Nested(field, item, itemPath, integerIds)),
        _ when value is null && field.Required => throw RefusedException.Invalid($"{path} is required", path),
        _ when value is null => null,
        FieldType.Group => Nested(field, value, path, integerIds),
        _ => Scalars.Conform(field, value, path, integerIds),
    };

    /// <summary>A list is never null: null and absent both mean the empty list.</summary>
    private static JsonArray List(JsonNode? value, string path, Func<JsonNode, string, JsonNode?> conform)
    {
        if (value is null) return [];
        if (value is not JsonArray items) throw RefusedException.Invalid($"{path} must be a list", path);
        if (items.Count > 1000) throw RefusedException.Invalid($"{path} has more than 1000 entries", path);
        return new JsonArray([.. items.Select((item, index) => item is null
            ? throw RefusedException.Invalid($"{path}[{index}] must not be null", $"{path}[{index}]")
            : conform(item, $"{path}[{index}]"))]);
    }

    private static JsonObject Nested(Field field, JsonNode value, string path, bool integerIds) =>
        value is JsonObject nested
            ? Fields(field.Fields, nested, path + ".", integerIds, inner => inner.Default)
            : throw RefusedException.Invalid($"{path} must be an object", path);

    private static void RefuseUnknown(IReadOnlyList<Field> fields, JsonObject given, string prefix)
    {
        foreach (var (name, _) in given)
        {
            if (fields.Any(field => field.Name == name)) continue;
            var path = prefix + name;
            throw prefix.Length == 0 && Side.SystemFields.Contains(name)
                ? RefusedException.Invalid($"{path} is set by the sandbox and cannot be written", path)
                : RefusedException.Invalid(
                    $"unknown field '{path}'{Suggestion.For(name, [.. fields.Select(field => field.Name)])}", path);
        }
    }

    private static Func<Field, string?> Defaults(Shape shape, JsonObject record) => field =>
    {
        if (shape.Dependent is not { } rule || field.Name != rule.Field) return field.Default;
        var on = record[rule.On] is JsonValue word && word.GetValueKind() == JsonValueKind.String ? word.GetValue<string>() : null;
        return $"\"{(rule.Words.TryGetValue(on ?? "", out var words) ? words[0] : rule.Words.First().Value[0])}\"";
    };

    private static void RequireWord(DependentWords rule, JsonObject record)
    {
        var on = record[rule.On]!.GetValue<string>();
        var words = rule.Words[on];
        if (words.Contains(record[rule.Field]!.GetValue<string>())) return;
        throw RefusedException.Invalid($"{rule.Field} must be one of {string.Join(", ", words)} for {rule.On} {on}", rule.Field);
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
