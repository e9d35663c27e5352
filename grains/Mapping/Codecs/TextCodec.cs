using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>Text as it is, and enums without a table. An empty text is no value.</summary>
internal sealed class TextCodec(bool trim) : Codec
{
    public override string Expected => "text";

    public override Value? Read(JsonElement native) => JsonText.Content(native) switch
    {
        null => null,
        var text when Trimmed(text) is { Length: > 0 } content => new Value.Text(content),
        _ => Value.None,
    };

    public override JsonNode? Write(Value value) => value is Value.Text text ? JsonValue.Create(Trimmed(text.Content)) : null;

    private string Trimmed(string text) => trim ? text.Trim() : text;
}
