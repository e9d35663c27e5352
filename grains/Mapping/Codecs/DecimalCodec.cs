using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// Decimal numbers, exactly, from JSON numbers in major or in minor units. A number beyond the property's limits is refused on
/// reading too: it could not be written back as it was.
/// </summary>
/// <param name="limits">Of the canonical number.</param>
/// <param name="minorDigits">Digits of the minor units that the side counts; <see langword="null"/>: it has the number itself.</param>
internal sealed class DecimalCodec(DecimalLimits limits, int? minorDigits) : Codec
{
    public override string Expected { get; } =
        minorDigits is { } digits ? $"a whole count of minor units ({digits} digits), {limits}" : $"a number of {limits}";

    public override Value? Read(JsonElement native)
    {
        if (native.ValueKind != JsonValueKind.Number)
            return null;
        if (!ExactDecimal.TryRead(JsonMarshal.GetRawUtf8Value(native), out var number))
            return null;
        if (minorDigits is { } digits)
        {
            if (number.Scale != 0)
                return null;
            number = ExactDecimal.Normalised(number * ExactDecimal.PowerOfTen(-digits));
        }
        return limits.Allow(number) ? new Value.Decimal(number) : null;
    }

    public override JsonNode? Write(Value value)
    {
        if (value is not Value.Decimal given)
            return null;
        var number = ExactDecimal.Normalised(given.Number);
        if (!limits.Allow(number))
            return null;
        if (minorDigits is not { } digits)
            return JsonValue.Create(number);
        var fits = number.Scale <= digits && Math.Abs(number) <= decimal.MaxValue / ExactDecimal.PowerOfTen(digits);
        return fits ? JsonValue.Create(ExactDecimal.Normalised(number * ExactDecimal.PowerOfTen(digits))) : null;
    }
}
