namespace Sync.Mapping.Tests;

public sealed class RefusedPairingTests
{
    public static TheoryData<string> Conversions => [.. Refused.Keys];

    private static Dictionary<string, Property> Refused { get; } = new()
    {
        ["a table with a canonical word twice"] = Pairings.X(PropertyType.Enum, Pairings.Table(("a", "x"), ("b", "x"))),
        ["a table with a native word twice"] = Pairings.X(PropertyType.Enum, Pairings.Table(("1", "x"), ("\"1\"", "y"))),
        ["a table with null"] = Pairings.X(PropertyType.Enum, Pairings.Table(("null", "x"))),
        ["a table with an empty canonical word"] = Pairings.X(PropertyType.Enum, Pairings.Table(("a", ""))),
        ["a table of booleans with another word"] = Pairings.X(PropertyType.Boolean, Pairings.Table(("a", "yes"))),
        ["a table of integers"] = Pairings.X(PropertyType.Integer, Pairings.Table(("a", "1"))),
        ["minor units of no currency"] = Pairings.X(PropertyType.Decimal, new Conversion.MinorUnits(null)),
        ["minor units below zero"] = Pairings.X(PropertyType.Decimal, new Conversion.MinorUnits(-1)),
        ["minor units of text"] = Pairings.X(PropertyType.String, new Conversion.MinorUnits(2)),
        ["a split of one path"] = Pairings.X(PropertyType.String, new Conversion.SplitName(true)),
        ["a trimmed number"] = Pairings.X(PropertyType.Integer, new Conversion.Trim()),
        ["two conversions"] = Pairings.X(PropertyType.Enum, Pairings.Table(("a", "b")), new Conversion.Format("yyyy")),
        ["a format of text"] = Pairings.X(PropertyType.String, new Conversion.Format("yyyy")),
        ["a date format without the year"] = Pairings.X(PropertyType.Date, new Conversion.Format("dd/MM")),
        ["a date format with two digits of the year"] = Pairings.X(PropertyType.Date, new Conversion.Format("dd/MM/yy")),
        ["a date format that is none"] = Pairings.X(PropertyType.Date, new Conversion.Format("%")),
        ["a date-time format without the milliseconds"] = Pairings.X(PropertyType.DateTime, new Conversion.Format("yyyy-MM-dd HH:mm:ss")),
        ["a date-time format of twelve hours"] = Pairings.X(PropertyType.DateTime, new Conversion.Format("yyyy-MM-dd hh:mm:ss.fff")),
        ["a resolution of nothing"] = Pairings.X(PropertyType.DateTime) with { Resolution = TimeSpan.Zero },
        ["a precision of nothing"] = Pairings.X(PropertyType.Decimal) with { Precision = 0 },
        ["a precision beyond a decimal"] = Pairings.X(PropertyType.Decimal) with { Precision = 29 },
        ["a scale beyond the precision"] = Pairings.X(PropertyType.Decimal) with { Precision = 4, Scale = 5 },
        ["money of one path"] = Pairings.X(PropertyType.Money),
        ["text of two paths"] = Pairings.Split("x", "x", "a", "b", true) with { Conversions = new([], []) },
        ["a reference by table"] = Pairings.X(PropertyType.Reference, Pairings.Table(("a", "b"))) with { To = "thing" },
        ["a reference of two paths"] = Pairings.Split("x", "x", "a", "b", true) with { Type = PropertyType.Reference, To = "thing" },
        ["lines without a key"] = Pairings.Lines("x", "x", "x") with { Key = null },
        ["lines whose key is none of their properties"] = Pairings.Lines("x", "x", "x") with { Key = "id" },
        ["lines of two paths"] = Pairings.Lines("x", "x", "x") with { Paths = new(["x"], ["a", "b"]) },
        ["lines with a conversion"] = Pairings.Lines("x", "x", "x") with { Conversions = new([], [new Conversion.Trim()]) },
        ["lines in lines"] = Pairings.Lines("x", "x", "x") with
        {
            Properties = [.. Pairings.Lines("x", "x", "x").Properties, Pairings.Lines("y", "y", "y")],
        },
        ["a reference in lines"] = Pairings.Lines("x", "x", "x") with
        {
            Properties = [.. Pairings.Lines("x", "x", "x").Properties, Pairings.Reference("y", "thing", "y", "y")],
        },
        ["a path of a line inside another"] = Pairings.Lines("x", "x", "x") with
        {
            Properties = [.. Pairings.Lines("x", "x", "x").Properties, Pairings.Of("y", PropertyType.String, "y", "sku.y")],
        },
        ["a malformed path of a line"] = Pairings.Lines("x", "x", "x") with { Properties = [Pairings.Of("sku", PropertyType.String, "a..b", "sku")] },
        ["money by table"] = Pairings.X(PropertyType.Money) with
        {
            Paths = new(["a", "b"], ["a", "b"]),
            Conversions = new([], [Pairings.Table(("a", "b"))]),
        },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void What_would_lose_values_or_mean_nothing_is_refused(string what) =>
        Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Only(Refused[what]))).Message
            .ShouldStartWith("pairing 'only', property 'x', ");

    [Fact]
    public void A_reference_that_leads_nowhere_is_refused() =>
        Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Only(Pairings.X(PropertyType.Reference)))).Message
            .ShouldBe("pairing 'only': the reference 'x' names no pairing");

    [Theory]
    [InlineData("customer")]
    [InlineData("lines")]
    public void A_match_by_what_the_sides_do_not_have_in_common_is_refused(string property) =>
        Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Order with { Match = [property] })).Message
            .ShouldBe($"pairing 'order': match names '{property}', which no side has in common");

    [Fact]
    public void A_malformed_path_is_refused_with_its_property() =>
        Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Only(Pairings.Of("x", PropertyType.String, "x", "a..b")))).Message
            .ShouldBe("pairing 'only', property 'x', shop: Path 'a..b' at character 3: a key is expected.");

    [Fact]
    public void A_malformed_path_of_a_scope_is_refused() => Should.Throw<ArgumentException>(
        () => new RecordMapper(Pairings.Product with { Where = new(Pairings.Texts((".", "x")), Pairings.Texts()) })).Message
            .ShouldStartWith("pairing 'product', where, crm: Path '.'");

    [Fact]
    public void A_path_inside_another_value_is_refused() => Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Product with
    {
        Match = [],
        Properties = [Pairings.Of("a", PropertyType.String, "a", "a"), Pairings.Of("b", PropertyType.String, "b", "a.b")],
    })).Message.ShouldBe("pairing 'product', shop: a.b stands inside a, which is a value");

    [Fact]
    public void A_match_by_no_property_is_refused() => Should.Throw<ArgumentException>(() => new RecordMapper(Pairings.Product with { Match = ["isbn"] }))
        .Message.ShouldBe("pairing 'product': match names 'isbn', which is no property");
}
