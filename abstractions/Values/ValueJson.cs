using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

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
    public static Value Read(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>
    /// Reads what <see cref="Write(Utf8JsonWriter, CanonicalRecord)"/> wrote. The reader stands on the first token, and then on the last.
    /// </summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static CanonicalRecord ReadRecord(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartObject);
        var values = new List<KeyValuePair<string, Value>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var property = reader.GetString()!;
            reader.Read();
            values.Add(new(property, Read(ref reader)));
        }
        return CanonicalRecord.Of(values);
    }

    /// <summary>
    /// Reads what <see cref="Write(Utf8JsonWriter, Value)"/> wrote. The reader stands on the first token, and then on the last.
    /// </summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Value.None;
            case JsonTokenType.String:
                return new Value.Text(reader.GetString()!);
            case JsonTokenType.True or JsonTokenType.False:
                return new Value.Boolean(reader.GetBoolean());
            case JsonTokenType.Number:
                return new Value.Integer(reader.GetInt64());
            default:
                Expect(reader, JsonTokenType.StartObject);
                reader.Read();
                Expect(reader, JsonTokenType.PropertyName);
                var tag = reader.GetString()!;
                reader.Read();
                var value = ReadTagged(tag, ref reader);
                reader.Read();
                Expect(reader, JsonTokenType.EndObject);
                return value;
        }
    }

    private static Value ReadTagged(string tag, ref Utf8JsonReader reader) => tag switch
    {
        "decimal" => new Value.Decimal(decimal.Parse(Word(reader), CultureInfo.InvariantCulture)),
        "date" => new Value.Date(DateOnly.ParseExact(Word(reader), "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "datetime" => new Value.DateTime(DateTimeOffset.Parse(Word(reader), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        "money" => ReadMoney(Word(reader)),
        "reference" => new Value.Reference(Word(reader)),
        "foreign" => new Value.Foreign(Word(reader)),
        "set" => ReadSet(ref reader),
        "lines" => ReadLines(ref reader),
        _ => throw new FormatException($"'{tag}' is no kind of value."),
    };

    private static Value.Set ReadSet(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartArray);
        var words = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            words.Add(Word(reader));
        return new Value.Set(words);
    }

    private static Value.Lines ReadLines(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartArray);
        var lines = ImmutableArray.CreateBuilder<CanonicalRecord>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            lines.Add(ReadRecord(ref reader));
        return new Value.Lines(lines.ToImmutable());
    }

    private static string Word(in Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.String);
        return reader.GetString()!;
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
            throw new FormatException($"A value's JSON has {reader.TokenType} where {token} belongs.");
    }

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
