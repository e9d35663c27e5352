using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>A body for one side in the making.</summary>
internal sealed class NativeBody
{
    // Bodies go over the wire as JSON, never into HTML: names in other scripts stay readable in logs.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject root = [];

    /// <summary>Sets the value at a path.</summary>
    /// <exception cref="MappingException">Another property, or a constant, has set something else there.</exception>
    public void Put(string property, FieldPath path, JsonNode? native)
    {
        if (!path.TryPut(root, native))
            throw new MappingException(property, $"{path}: another property or a constant writes a different value there");
    }

    /// <summary>This body laid over another: what it does not say stays as it is there, in nested objects too.</summary>
    /// <param name="stored">An object, or Undefined: nothing is there.</param>
    public JsonObject Over(JsonElement stored)
    {
        if (stored.ValueKind == JsonValueKind.Object)
            TakeOver(root, stored);
        return root;
    }

    private static void TakeOver(JsonObject body, JsonElement stored)
    {
        foreach (var member in stored.EnumerateObject())
        {
            if (!TryRead(member, out var name, out var value))
                continue;
            if (!body.TryGetPropertyValue(name, out var own))
                body[name] = value;
            else if (own is JsonObject inner && member.Value.ValueKind == JsonValueKind.Object)
                TakeOver(inner, member.Value);
        }
    }

    /// <summary>A member as it can be written again: not with an escape that is no Unicode, which the parser lets through.</summary>
    private static bool TryRead(JsonProperty member, out string name, out JsonNode? value)
    {
        try
        {
            name = member.Name;
            value = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(member.Value, Readable));
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            value = null;
            return false;
        }
    }

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(root, Readable);
}
