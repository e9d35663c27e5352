using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

/// <summary>
/// get∘put: what is written reads as the value. put∘get: a value that is read and written unchanged leaves the record as it is.
/// </summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char[' ', '퟿'], 1, 20];
    private static readonly Gen<Value> Texts = Words.Select(Text);
    private static readonly Gen<Value> Booleans = Gen.Bool.Select(truth => (Value)new Value.Boolean(truth));
    private static readonly Gen<Value> Integers = Gen.Long.Select(number => (Value)new Value.Integer(number));
    private static readonly Gen<Value> Cents = Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Select(cents => Decimal(cents / 100m));
    private static readonly Gen<Value> Dates = Gen.Int[0, DateOnly.MaxValue.DayNumber]
        .Select(day => (Value)new Value.Date(DateOnly.FromDayNumber(day)));
    private static readonly Gen<Value> Instants = Gen.Long[0, DateTime.MaxValue.Ticks / 10_000]
        .Select(milliseconds => (Value)new Value.DateTime(new(milliseconds * 10_000, TimeSpan.Zero)));
    private static readonly Gen<Value> Sets = Words.Array[0, 5].Select(words => (Value)new Value.Set(words));
    private static readonly Gen<Value> EnumWords = Gen.OneOf("lead", "active", "churned").Select(Text);
    private static readonly Gen<Value> Moneys = Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000],
        Gen.OneOf(("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4)),
        (minor, currency) => (Value)new Value.Money(minor * new decimal(1, 0, 0, false, (byte)currency.Item2), currency.Item1));

    private static readonly Gen<Value> TextIds = Words.Select(id => (Value)new Value.Foreign(id));
    private static readonly Gen<Value> NumberIds = Gen.Long.Select(id => (Value)new Value.Foreign($"{id}"));
    private static readonly Gen<Value> Orders = Gen.Select(Gen.OneOf("A", "B", "C"), Gen.OneOf(Texts, Gen.Const(Value.None)), Integers, Cents,
        (sku, description, quantity, price) =>
            Record(("sku", Text(sku)), ("description", description), ("quantity", quantity), ("unitPrice", price)))
        .Array[0, 5].Select(lines => (Value)new Value.Lines([.. lines]));

    private static readonly Conversion Days = new Conversion.Format("dd/MM/yyyy");
    private static readonly Conversion Times = new Conversion.Format("yyyy-MM-dd HH:mm:ss.fff zzz");

    public static TheoryData<string> Laws => [.. Cases.Keys];

    private static Dictionary<string, (Property Property, Gen<Value> Values)> Cases { get; } = new()
    {
        ["string"] = (Pairings.X(PropertyType.String), Texts),
        ["trimmed string"] = (Pairings.X(PropertyType.String, new Conversion.Trim()), Texts.Where(IsTrimmed)),
        ["string by table"] = (Pairings.X(PropertyType.String, Pairings.Segments), EnumWords),
        ["enum"] = (Pairings.X(PropertyType.Enum), Texts),
        ["enum by table"] = (Pairings.X(PropertyType.Enum, Pairings.Segments), EnumWords),
        ["enum by trimmed table"] = (Pairings.X(PropertyType.Enum, new Conversion.Trim(), Pairings.Segments), EnumWords),
        ["enum by table of numbers"] = (Pairings.X(PropertyType.Enum, Numbers), EnumWords),
        ["integer"] = (Pairings.X(PropertyType.Integer), Integers),
        ["decimal"] = (Pairings.X(PropertyType.Decimal), Decimals),
        ["decimal in minor units"] = (Pairings.X(PropertyType.Decimal, new Conversion.MinorUnits(2)), Cents),
        ["boolean"] = (Pairings.X(PropertyType.Boolean), Booleans),
        ["boolean by table"] = (Pairings.X(PropertyType.Boolean, Pairings.Table(("active", "true"), ("suspended", "false"))), Booleans),
        ["boolean by table of numbers"] = (Pairings.X(PropertyType.Boolean, Pairings.Table(("1", "true"), ("0", "false"))), Booleans),
        ["date"] = (Pairings.X(PropertyType.Date), Dates),
        ["formatted date"] = (Pairings.X(PropertyType.Date, Days), Dates),
        ["date with a time of day"] = (Pairings.X(PropertyType.Date, new Conversion.Format("yyyy-MM-dd'T'HH:mm:ss'Z'")), Dates),
        ["date-time"] = (Pairings.X(PropertyType.DateTime), Instants),
        ["formatted date-time"] = (Pairings.X(PropertyType.DateTime, Times), Instants),
        ["set"] = (Pairings.X(PropertyType.Set), Sets),
        ["reference by text"] = (Pairings.X(PropertyType.Reference) with { To = "thing" }, TextIds),
        ["reference by number"] = (
            Pairings.X(PropertyType.Reference) with { To = "thing", As = new(IdForm.Integer, IdForm.Integer) }, NumberIds),
        ["lines"] = (Pairings.Lines("x", "x", "x"), Orders),
        ["split name, single word last"] = (Pairings.Split("x", "x", "first", "last", singleIsLast: true), Texts),
        ["split name, single word first"] = (Pairings.Split("x", "x", "first", "last", singleIsLast: false), Texts),
        ["money"] = (Money(), Moneys),
        ["money in minor units"] = (Money(new Conversion.MinorUnits(null)), Moneys),
        ["money in fixed minor units"] = (Money(new Conversion.MinorUnits(4)), Moneys),
    };

    private static Gen<Value> Decimals =>
        Gen.Decimal.Where(number => Math.Abs(number) < 1e15m).Select(number => Decimal(Math.Round(number, 12)));

    private static Conversion Numbers => Pairings.Table(("1", "lead"), ("2", "active"), ("true", "churned"));

    [Theory]
    [MemberData(nameof(Laws))]
    public void What_is_written_reads_as_the_value(string law)
    {
        var (property, values) = Cases[law];
        foreach (var side in Sides.Both)
            values.Sample(value => property.ThereAndBack(side, value).ShouldBe(value));
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void No_value_is_written_as_null_and_read_as_no_value(string law) =>
        Cases[law].Property.ThereAndBack(Side.Shop, Value.None).ShouldBe(Value.None);

    [Theory]
    [MemberData(nameof(Laws))]
    public void An_unchanged_value_is_patched_as_it_stands(string law)
    {
        var (property, values) = Cases[law];
        var pairing = Pairings.Only(property);
        values.Sample(value =>
        {
            var stored = pairing.Create(Side.Shop, Record(("x", value)));
            pairing.Patch(Side.Shop, pairing.Good(Side.Shop, stored).Record, stored).ShouldBeJson(stored);
        });
    }

    [Theory]
    [InlineData(PropertyType.Decimal, "1.500")]
    [InlineData(PropertyType.Integer, "1e3")]
    [InlineData(PropertyType.DateTime, "\"2026-01-01T01:00:00+01:00\"")]
    [InlineData(PropertyType.Set, "[\"b\",\"a\",\"b\"]")]
    [InlineData(PropertyType.String, "\"\"")]
    public void An_unchanged_value_keeps_the_form_it_is_stored_in(PropertyType type, string json)
    {
        var pairing = Pairings.Only(Pairings.X(type));
        var stored = $$"""{"x":{{json}}}""";
        pairing.Patch(Side.Shop, pairing.Good(Side.Shop, stored).Record, stored).ShouldBe(stored);
    }

    [Fact]
    public void White_space_that_trimming_hides_is_kept_while_the_value_is_unchanged()
    {
        var pairing = Pairings.Only(Pairings.X(PropertyType.String, new Conversion.Trim()));
        pairing.Patch(Side.Shop, Record(("x", Text("a"))), """{"x":" a "}""").ShouldBe("""{"x":" a "}""");
        pairing.Patch(Side.Shop, Record(("x", Text("b"))), """{"x":" a "}""").ShouldBe("""{"x":"b"}""");
    }

    [Fact]
    public void A_changed_value_never_takes_the_stored_form() => Gen.Select(Integers, Integers).Sample((before, after) =>
    {
        var pairing = Pairings.Only(Pairings.X(PropertyType.Integer));
        var stored = pairing.Create(Side.Crm, Record(("x", before)));
        pairing.Good(Side.Crm, pairing.Patch(Side.Crm, Record(("x", after)), stored)).Record["x"].ShouldBe(after);
    });

    private static bool IsTrimmed(Value text) => text.ToString().Trim() == text.ToString();

    private static Property Money(params Conversion[] shop) => new()
    {
        Name = "x",
        Type = PropertyType.Money,
        Paths = new(["amount", "currency"], ["amount", "currency"]),
        Conversions = new([], [.. shop]),
    };
}
