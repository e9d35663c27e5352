using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>JSON true and false.</summary>
internal sealed class BooleanCodec : Codec
{
    public override string Expected => "true or false";

    public override Value? Read(JsonElement native) =>
        native.ValueKind is JsonValueKind.True or JsonValueKind.False ? new Value.Boolean(native.GetBoolean()) : null;

    public override JsonNode? Write(Value value) => value is Value.Boolean boolean ? JsonValue.Create(boolean.Truth) : null;
}
