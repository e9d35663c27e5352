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

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(root, Readable);
}
