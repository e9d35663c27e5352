using System.Text.Json.Nodes;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Http;

/// <summary>The kinds of a side as JSON, for the web page and for whoever wants to know.</summary>
internal static class ShapeText
{
    public static JsonObject Of(Side side) => new()
    {
        ["side"] = side.Name,
        ["kinds"] = new JsonArray([.. side.Shapes.Select(shape => new JsonObject
        {
            ["kind"] = shape.Kind,
            ["unique"] = shape.UniqueField,
            ["fields"] = Fields(shape.Fields),
        })]),
    };

    private static JsonArray Fields(IReadOnlyList<Field> fields) => new([.. fields.Select(Of)]);

    private static JsonObject Of(Field field)
    {
        var text = new JsonObject
        {
            ["name"] = field.Name,
            ["type"] = field.Type.ToString().ToLowerInvariant(),
            ["required"] = field.Required,
        };
        if (field.Words.Count > 0) text["words"] = new JsonArray([.. field.Words.Select(word => JsonValue.Create(word))]);
        if (field.To is not null) text["to"] = field.To;
        if (field.Fields.Count > 0) text["fields"] = Fields(field.Fields);
        return text;
    }
}
