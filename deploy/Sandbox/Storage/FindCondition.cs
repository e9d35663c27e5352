using System.Globalization;
using Sync.Sandbox.Http;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Storage;

/// <summary>
/// One <c>field=value</c> of a find, as SQL with its parameter. Field names come from the shape, never from the caller.
/// </summary>
internal sealed record FindCondition(string Sql, string Parameter, object? Value)
{
    /// <param name="shape">The kind searched.</param>
    /// <param name="path">A field, or dotted into a group or into lines (<c>address.city</c>, <c>lines.sku</c>).</param>
    /// <param name="value">What it must equal; empty finds what is null or blank.</param>
    /// <param name="index">Distinguishes the parameters of one query.</param>
    /// <exception cref="RefusedException">422 for an unknown field or a value that is not of its type.</exception>
    public static FindCondition Of(Shape shape, string path, string value, int index)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"$value{index}");
        if (path == "id") return new FindCondition($"CAST(id AS TEXT) = {parameter}", parameter, value);

        var names = path.Split('.');
        var field = Among(shape.Fields, names[0], path);
        if (names.Length == 1) return Plain(field, SideDatabase.Extract("body", field.Name), parameter, value, path);

        var inner = names.Length == 2 ? Among(field.Fields, names[1], path) : throw Unknown(path, []);
        if (field.Type != FieldType.Lines)
            return Plain(inner, SideDatabase.Extract("body", $"{field.Name}.{inner.Name}"), parameter, value, path);
        var line = Plain(inner, SideDatabase.Extract("each.value", inner.Name), parameter, value, path);
        return line with { Sql = $"EXISTS (SELECT 1 FROM json_each(body, '$.{field.Name}') AS each WHERE {line.Sql})" };
    }

    private static FindCondition Plain(
        Field field, string extract, string parameter, string value, string path) => field.Type switch
    {
        FieldType.Group or FieldType.Lines => throw RefusedException.Invalid($"{path} is nested: name a field in it", path),
        FieldType.TextList => new(
            $"EXISTS (SELECT 1 FROM json_each(body, '$.{field.Name}') AS entry WHERE entry.value = {parameter})",
            parameter, value),
        _ when value.Length == 0 => new($"coalesce({extract}, '') = {parameter}", parameter, ""),
        FieldType.Email => new($"lower({extract}) = lower({parameter})", parameter, value),
        FieldType.Boolean => new($"{extract} = {parameter}", parameter, Flag(value, path)),
        FieldType.Count or FieldType.Minor or FieldType.Money => new($"{extract} = {parameter}", parameter, Number(value, path)),
        // Integer ids are stored as JSON numbers; text never equals a number in SQLite.
        FieldType.Reference when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) =>
            new($"{extract} = {parameter}", parameter, id),
        _ => new($"{extract} = {parameter}", parameter, value),
    };

    private static Field Among(IReadOnlyList<Field> fields, string name, string path) =>
        fields.FirstOrDefault(field => field.Name == name) ?? throw Unknown(path, [.. fields.Select(field => field.Name)]);

    private static RefusedException Unknown(string path, IReadOnlyCollection<string> known) => RefusedException.Invalid(
        $"cannot find by unknown field '{path}'{Suggestion.For(path.Split('.')[^1], known)}", path);

    private static object Flag(string value, string path) => value switch
    {
        "true" => 1,
        "false" => 0,
        _ => throw RefusedException.Invalid($"{path} is true or false", path),
    };

    private static object Number(string value, string path) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RefusedException.Invalid($"{path} is a number", path);
}
