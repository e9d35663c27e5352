using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync;

/// <summary>
/// Values as self-describing JSON: text, booleans, whole numbers and null as themselves, every other kind as an object with one
/// member named for it, and numbers that are not whole as text, so that no digit is lost.
/// </summary>
public static class ValueJson
{
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a record as an object of its known properties.</summary>
    public static void Write(Utf8JsonWriter writer, CanonicalRecord record)
    {
        writer.WriteStartObject();
        foreach (var (property, value) in record)
        {
            writer.WritePropertyName(property);
            Write(writer, value);
        }
        writer.WriteEndObject();
    }

    /// <summary>One value as JSON text: no two values share it.</summary>
    public static string Text(Value value) => Written(writer => Write(writer, value));

    /// <summary>A record as JSON text.</summary>
    public static string RecordText(CanonicalRecord record) => Written(writer => Write(writer, record));

    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value)
        {
            case Value.Empty:
                writer.WriteNullValue();
                break;
            case Value.Text text:
                writer.WriteStringValue(text.Content);
                break;
            case Value.Integer integer:
                writer.WriteNumberValue(integer.Number);
                break;
            case Value.Boolean boolean:
                writer.WriteBooleanValue(boolean.Truth);
                break;
            case Value.Decimal number:
                Tagged(writer, "decimal", number.ToString());
                break;
            case Value.Date date:
                Tagged(writer, "date", date.ToString());
                break;
            case Value.DateTime time:
                Tagged(writer, "datetime", time.ToString());
                break;
            case Value.Money money:
                Tagged(writer, "money", money.ToString());
                break;
            case Value.Reference reference:
                Tagged(writer, "reference", reference.Pair);
                break;
            case Value.Foreign foreign:
                Tagged(writer, "foreign", foreign.ExternalId);
                break;
            case Value.Set set:
                writer.WriteStartObject();
                writer.WriteStartArray("set");
                foreach (var word in set.Words)
                    writer.WriteStringValue(word);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case Value.Lines lines:
                writer.WriteStartObject();
                writer.WriteStartArray("lines");
                foreach (var line in lines.Items)
                    Write(writer, line);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Reads what <see cref="Text(Value)"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Value Read(string text) => Read(JsonNode.Parse(text));

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, CanonicalRecord)"/> wrote.</summary>
    public static CanonicalRecord ReadRecord(JsonObject json) =>
        CanonicalRecord.Of(json.Select(p => KeyValuePair.Create(p.Key, Read(p.Value))));

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, Value)"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Value Read(JsonNode? json) => json switch
    {
        null => Value.None,
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => new Value.Text(scalar.GetValue<string>()),
            JsonValueKind.True => new Value.Boolean(true),
            JsonValueKind.False => new Value.Boolean(false),
            JsonValueKind.Number => new Value.Integer(scalar.GetValue<long>()),
            _ => throw new FormatException($"{json.ToJsonString()} is not a value."),
        },
        JsonObject { Count: 1 } tagged => ReadTagged(tagged.First().Key, tagged.First().Value!),
        _ => throw new FormatException($"{json.ToJsonString()} is not a value."),
    };

    private static Value ReadTagged(string tag, JsonNode json) => tag switch
    {
        "decimal" => new Value.Decimal(decimal.Parse(json.GetValue<string>(), CultureInfo.InvariantCulture)),
        "date" => new Value.Date(DateOnly.ParseExact(json.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "datetime" => new Value.DateTime(DateTimeOffset.Parse(json.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        "money" => ReadMoney(json.GetValue<string>()),
        "reference" => new Value.Reference(json.GetValue<string>()),
        "foreign" => new Value.Foreign(json.GetValue<string>()),
        "set" => new Value.Set(json.AsArray().Select(word => word!.GetValue<string>())),
        "lines" => new Value.Lines([.. json.AsArray().Select(line => ReadRecord(line!.AsObject()))]),
        _ => throw new FormatException($"'{tag}' is no kind of value."),
    };

    private static Value.Money ReadMoney(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new Value.Money(decimal.Parse(text[..space], CultureInfo.InvariantCulture), text[(space + 1)..]);
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, AsItIs))
            write(writer);
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    private static void Tagged(Utf8JsonWriter writer, string tag, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(tag, text);
        writer.WriteEndObject();
    }
}
