using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>Whole numbers of 64 bits; <c>1.0</c> and <c>1e3</c> are whole.</summary>
internal sealed class IntegerCodec : Codec
{
    public override string Expected => $"a whole number from {long.MinValue} to {long.MaxValue}";

    public override Value? Read(JsonElement native)
    {
        if (native.ValueKind != JsonValueKind.Number)
            return null;
        if (native.TryGetInt64(out var number))
            return new Value.Integer(number);
        return ExactDecimal.TryRead(JsonMarshal.GetRawUtf8Value(native), out var exact)
            && exact is { Scale: 0 } and >= long.MinValue and <= long.MaxValue
            ? new Value.Integer((long)exact)
            : null;
    }

    public override JsonNode? Write(Value value) => value is Value.Integer integer ? JsonValue.Create(integer.Number) : null;
}
