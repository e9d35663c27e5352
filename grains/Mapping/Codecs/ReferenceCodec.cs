using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>
/// The id by which one side refers to another of its records, unresolved (<see cref="Value.Foreign"/>). A reference that still
/// names a pair cannot be written: only links tell what that pair's record is called here.
/// </summary>
internal sealed class ReferenceCodec(IdForm form) : Codec
{
    private readonly IntegerCodec integers = new();

    public override string Expected => form == IdForm.Text ? "a record's id as text" : "a record's id as a whole number";

    public override Value? Read(JsonElement native) => form == IdForm.Text
        ? JsonText.Content(native) switch
        {
            null => null,
            "" => Value.None,
            var text => new Value.Foreign(text),
        }
        : integers.Read(native) is Value.Integer id ? new Value.Foreign(id.ToString()) : null;

    public override JsonNode? Write(Value value) => (value, form) switch
    {
        (Value.Foreign { ExternalId.Length: > 0 } foreign, IdForm.Text) => JsonValue.Create(foreign.ExternalId),
        (Value.Foreign foreign, IdForm.Integer) => Number(foreign.ExternalId),
        _ => null,
    };

    /// <summary>Only the id that reads back as the same text: 007 and +7 are not 7.</summary>
    private static JsonValue? Number(string id) =>
        long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == id
            ? JsonValue.Create(number)
            : null;
}
