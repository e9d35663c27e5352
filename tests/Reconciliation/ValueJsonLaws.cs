using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace Sync.Reconciliation.Tests;

/// <summary>Values come back from JSON as they went in, to the last digit and of the same kind.</summary>
public sealed class ValueJsonLaws
{
    public static readonly Gen<string> Text = Gen.String[Gen.Char[' ', '\u2fff'], 0, 8];

    private static readonly Gen<Value> Scalar = Gen.OneOf(
        Gen.Const(Value.None),
        Text.Select(text => (Value)new Value.Text(text)),
        Gen.Long.Select(number => (Value)new Value.Integer(number)),
        Gen.Decimal.Select(number => (Value)new Value.Decimal(number)),
        Gen.Bool.Select(truth => (Value)new Value.Boolean(truth)),
        Gen.Date.Select(day => (Value)new Value.Date(DateOnly.FromDateTime(day))),
        Gen.Long[0, DateTime.MaxValue.Ticks].Select(ticks => (Value)new Value.DateTime(new DateTimeOffset(ticks, TimeSpan.Zero))),
        Gen.Select(Gen.Decimal, Gen.OneOf("EUR", "JPY", "XXX"), (amount, currency) => (Value)new Value.Money(amount, currency)),
        Text.Select(pair => (Value)new Value.Reference(pair)),
        Text.Array[0, 4].Select(words => (Value)new Value.Set(words)));

    private static readonly Gen<CanonicalRecord> Line = Records(Scalar);

    public static readonly Gen<Value> Any = Gen.Frequency(
        (9, Scalar), (1, Line.Array[0, 3].Select(lines => (Value)new Value.Lines([.. lines]))));

    /// <summary>Records of up to four properties.</summary>
    public static Gen<CanonicalRecord> Records(Gen<Value> values) => Gen.Select(Gen.OneOf("a", "decimal", "set", "Ünder score"), values).Array[0, 4]
        .Select(properties => CanonicalRecord.Of(properties.Select(p => KeyValuePair.Create(p.Item1, p.Item2))));

    [Fact]
    public void Every_value_comes_back() => Any.Holds(value => ThereAndBack(value).ShouldBe(value));

    [Fact]
    public void Every_value_comes_back_from_its_text_so_that_no_two_share_it() =>
        Any.Holds(value => ValueJson.Read(ValueJson.Text(value)).ShouldBe(value));

    [Fact]
    public void Every_record_comes_back() => Records(Any).Holds(record => ThereAndBack(record).ShouldBe(record));

    [Fact]
    public void A_word_that_looks_like_a_number_stays_text() => ThereAndBack(new Value.Text("1.0")).ShouldBe(new Value.Text("1.0"));

    [Fact]
    public void No_digit_is_lost() =>
        ThereAndBack(new Value.Decimal(79228162514264337593543950335m)).ShouldBe(new Value.Decimal(decimal.MaxValue));

    [Fact]
    public void An_instant_keeps_its_last_tick()
    {
        var instant = new Value.DateTime(Talk.Noon.AddTicks(1));
        ThereAndBack(instant).ShouldBe(instant);
    }

    [Fact]
    public void Something_else_is_refused() => Should.Throw<FormatException>(() => ValueJson.Read("""{"colour":"red"}"""));

    [Theory]
    [InlineData("[1]")]
    [InlineData("1.5")]
    [InlineData("{}")]
    [InlineData("""{"set":["a",1]}""")]
    [InlineData("""{"lines":{"a":1}}""")]
    [InlineData("""{"date":"2026-01-01","decimal":"1"}""")]
    public void So_is_what_only_resembles_a_value(string json) => Should.Throw<FormatException>(() => ValueJson.Read(json));

    private static Value ThereAndBack(Value value)
    {
        var reader = Written(writer => ValueJson.Write(writer, value));
        return ValueJson.Read(ref reader);
    }

    private static CanonicalRecord ThereAndBack(CanonicalRecord record)
    {
        var reader = Written(writer => ValueJson.Write(writer, record));
        return ValueJson.ReadRecord(ref reader);
    }

    private static Utf8JsonReader Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        var reader = new Utf8JsonReader(stream.ToArray());
        reader.Read();
        return reader;
    }
}
