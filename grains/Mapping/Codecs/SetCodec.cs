using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Mapping;

/// <summary>An array of texts, whose order and repetitions mean nothing. The empty array is a value, the empty set.</summary>
internal sealed class SetCodec : Codec
{
    public override string Expected => "an array of texts";

    public override Value? Read(JsonElement native)
    {
        if (native.ValueKind != JsonValueKind.Array)
            return null;
        var words = new List<string>(native.GetArrayLength());
        foreach (var item in native.EnumerateArray())
        {
            if (JsonText.Content(item) is not { } word)
                return null;
            words.Add(word);
        }
        return new Value.Set(words);
    }

    public override JsonNode? Write(Value value) =>
        value is Value.Set set ? new JsonArray([.. set.Words.Select(word => JsonValue.Create(word))]) : null;
}
