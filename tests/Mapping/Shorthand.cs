using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Mapping.Tests;

/// <summary>Mapping of JSON written as text.</summary>
internal static class Shorthand
{
    public static Mapped Map(this Pairing pairing, Side side, string json) =>
        new RecordMapper(pairing).Map(side, Encoding.UTF8.GetBytes(json));

    public static Mapped.Good Good(this Pairing pairing, Side side, string json) =>
        pairing.Map(side, json).ShouldBeOfType<Mapped.Good>();

    public static Mapped.Bad Bad(this Pairing pairing, Side side, string json) =>
        pairing.Map(side, json).ShouldBeOfType<Mapped.Bad>();

    public static string Patch(this Pairing pairing, Side side, CanonicalRecord patch, string stored = "") =>
        Encoding.UTF8.GetString(new RecordMapper(pairing).Patch(side, patch, Encoding.UTF8.GetBytes(stored)));

    public static string Create(this Pairing pairing, Side side, CanonicalRecord record) =>
        Encoding.UTF8.GetString(new RecordMapper(pairing).Create(side, record));

    /// <summary>What property x of a record with this JSON value maps to; <see langword="null"/> if absent.</summary>
    public static Value? Read(this Property x, Side side, string json) =>
        Pairings.Only(x).Good(side, $$"""{"x":{{json}}}""").Record["x"];

    /// <summary>The JSON that property x is written as.</summary>
    public static string Write(this Property x, Side side, Value value) =>
        JsonNode.Parse(Pairings.Only(x).Create(side, Record(("x", value))))!["x"]?.ToJsonString() ?? "null";

    /// <summary>What becomes of a value that is written and read again.</summary>
    public static Value? ThereAndBack(this Property property, Side side, Value value)
    {
        var pairing = Pairings.Only(property);
        return pairing.Good(side, pairing.Create(side, Record((property.Name, value)))).Record[property.Name];
    }

    public static CanonicalRecord Record(params (string Name, Value Value)[] properties) =>
        CanonicalRecord.Of(properties.Select(property => KeyValuePair.Create(property.Name, property.Value)));

    public static Value Text(string content) => new Value.Text(content);

    public static Value Decimal(decimal number) => new Value.Decimal(number);

    public static void ShouldBeJson(this string actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual), JsonNode.Parse(expected)).ShouldBeTrue($"{actual}\nshould be\n{expected}");
}
