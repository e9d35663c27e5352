using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>JSON scalars and the text by which configuration names them.</summary>
internal static class JsonText
{
    private const int ShownCharacters = 60;
    private const int MostBytesACharacter = 4;

    /// <summary>A string's content; <see langword="null"/> for every other kind and for escapes that are no Unicode.</summary>
    public static string? Content(JsonElement native)
    {
        if (native.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return native.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string's content, or a number, boolean or null as it was sent; <see langword="null"/> for all else.</summary>
    public static string? Scalar(JsonElement native) => native.ValueKind switch
    {
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => native.GetRawText(),
        _ => Content(native),
    };

    /// <summary>The same of a value we write.</summary>
    public static string Scalar(JsonNode? native) => native?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => native.GetValue<string>(),
        _ => native.ToJsonString(),
    };

    /// <summary>
    /// The scalar that configuration means: a JSON number, boolean, null or quoted string where the text is one, else the text
    /// itself.
    /// </summary>
    public static JsonNode? Meant(string text)
    {
        try
        {
            var node = JsonNode.Parse(text);
            return node is null or JsonValue ? node : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    /// <summary>A value as a person is shown it, cut where it is long; bytes that are no Unicode are replaced.</summary>
    public static string Shown(JsonElement native)
    {
        if (native.ValueKind == JsonValueKind.Undefined)
            return "nothing";
        var raw = JsonMarshal.GetRawUtf8Value(native);
        return Shortened(Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, ShownCharacters * MostBytesACharacter)]));
    }

    /// <summary>The text, cut where it is long.</summary>
    public static string Shortened(string text) => text.Length <= ShownCharacters ? text : $"{text[..ShownCharacters]}…";
}
