using System.Globalization;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>A dotted path into JSON: names of members, and numbers of elements. The empty path is the value itself.</summary>
internal static class DottedPath
{
    /// <summary>The value there; <see langword="null"/> where there is none.</summary>
    public static JsonElement? Find(JsonElement json, string path)
    {
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (json.ValueKind is JsonValueKind.Object && json.TryGetProperty(step, out var member))
                json = member;
            else if (json.ValueKind is JsonValueKind.Array
                && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < json.GetArrayLength())
                json = json[index];
            else
                return null;
        }

        return json;
    }

    /// <summary>
    /// The scalar there as text, a number as it is written; <see langword="null"/> for no path, nothing, null, objects and arrays.
    /// </summary>
    public static string? Text(JsonElement json, string? path) =>
        path is not null && Find(json, path) is { } value ? Text(value) : null;

    /// <summary>A scalar as text; <see langword="null"/> for null, objects, arrays, and strings that are no Unicode text.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair, such as "\ud800".
        }
    }
}
