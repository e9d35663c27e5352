using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class LinesTests
{
    private const string Stored = """
        {"items":[
            {"id":71,"sku":"A","title":null,"qty":1,"unit_price_cents":100,"tax":{"rate":19}},
            {"id":72,"sku":"B","qty":2,"unit_price_cents":200},
            {"id":73,"sku":"B","qty":3,"unit_price_cents":300}]}
        """;

    private static readonly Property Lines = Pairings.Lines("lines", "lines", "items");
    private static readonly Pairing Only = Pairings.Only(Lines);

    [Fact]
    public void Lines_of_both_sides_map_to_one_value_in_their_order()
    {
        var crm = """{"lines":[{"sku":"B","description":"Lamp","quantity":2,"unitPrice":19.90},{"sku":"A","quantity":1,"unitPrice":5}]}""";
        var shop = """{"items":[{"sku":"B","title":"Lamp","qty":2,"unit_price_cents":1990},{"sku":"A","title":"","qty":1,"unit_price_cents":500}]}""";

        Only.Good(Side.Crm, crm).Record.ShouldBe(Record(("lines", Of(Line("B", 2, 19.9m, "Lamp"), Line("A", 1, 5)))));
        Only.Good(Side.Shop, shop).Record.ShouldBe(Only.Good(Side.Crm, crm).Record);
    }

    [Fact]
    public void Another_order_is_another_value() => Of(Line("A", 1, 1), Line("B", 1, 1)).ShouldNotBe(Of(Line("B", 1, 1), Line("A", 1, 1)));

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"lines":null}""", "(empty)")]
    [InlineData("""{"lines":[]}""", "[]")]
    public void No_lines_are_unknown_none_or_an_empty_list(string json, string? value) =>
        (Only.Good(Side.Crm, json).Record["lines"]?.ToString()).ShouldBe(value);

    [Fact]
    public void A_member_that_a_line_lacks_is_no_value() =>
        Only.Good(Side.Crm, """{"lines":[{"sku":"A"}]}""").Record["lines"].ShouldBeOfType<Value.Lines>().Items[0]["quantity"].ShouldBe(Value.None);

    [Fact]
    public void A_key_that_stands_twice_is_kept_twice() =>
        Only.Good(Side.Shop, Stored).Record["lines"].ShouldBe(Of(Line("A", 1, 1), Line("B", 2, 2), Line("B", 3, 3)));

    [Theory]
    [InlineData("""[{"sku":"A"},{"sku":"B"},{"sku":"C","qty":"two"}]""", "lines[2].quantity",
        "items[2].qty: found \"two\", expected a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("""[{"sku":"A"},{"qty":1}]""", "lines[1].sku", "items[1].sku: found nothing, expected a value, as it is required")]
    [InlineData("""[{"sku":null}]""", "lines[0].sku", "items[0].sku: found nothing, expected a value, as it is required")]
    [InlineData("""[{"sku":"A"},5]""", "lines[1]", "items[1]: found 5, expected an object")]
    [InlineData("[null]", "lines[0]", "items[0]: found null, expected an object")]
    [InlineData("""{"sku":"A"}""", "lines", """items: found {"sku":"A"}, expected an array of lines""")]
    public void A_bad_line_is_named_with_its_place_on_the_side(string items, string property, string reason) =>
        Only.Bad(Side.Shop, $$"""{"items":{{items}}}""").ShouldBe(new Mapped.Bad(property, reason));

    [Fact]
    public void Lines_are_written_whole() => Only.Patch(Side.Shop, Record(("lines", Of(Line("A", 1, 1.5m, "Lamp"), Line("C", 2, 2))))).ShouldBeJson("""
        {"items":[{"sku":"A","title":"Lamp","qty":1,"unit_price_cents":150},{"sku":"C","title":null,"qty":2,"unit_price_cents":200}]}
        """);

    [Fact]
    public void Unchanged_lines_are_written_as_they_stand() =>
        Only.Patch(Side.Shop, Only.Good(Side.Shop, Stored).Record, Stored).ShouldBeJson(Stored);

    [Fact]
    public void A_line_keeps_what_its_properties_do_not_say() =>
        Only.Patch(Side.Shop, Record(("lines", Of(Line("B", 2, 2), Line("A", 5, 1), Line("B", 9, 3)))), Stored).ShouldBeJson("""
            {"items":[
                {"id":72,"sku":"B","title":null,"qty":2,"unit_price_cents":200},
                {"id":71,"sku":"A","title":null,"qty":5,"unit_price_cents":100,"tax":{"rate":19}},
                {"id":73,"sku":"B","title":null,"qty":9,"unit_price_cents":300}]}
            """);

    [Fact]
    public void A_line_keeps_the_neighbours_of_a_nested_member()
    {
        var nested = Pairings.Only(Lines with
        {
            Properties = [Pairings.Of("sku", PropertyType.String, "item.sku", "item.sku"), Pairings.Of("quantity", PropertyType.Integer, "qty", "qty")],
        });
        nested.Patch(Side.Shop, Record(("lines", Of(Record(("sku", Text("A")), ("quantity", new Value.Integer(2)))))),
            """{"items":[{"item":{"sku":"A","weight":3},"qty":1}]}""").ShouldBeJson("""{"items":[{"item":{"sku":"A","weight":3},"qty":2}]}""");
    }

    [Fact]
    public void A_line_that_is_gone_hands_nothing_on() =>
        Only.Patch(Side.Shop, Record(("lines", Of())), Stored).ShouldBe("""{"items":[]}""");

    [Fact]
    public void No_lines_are_written_as_null() => Only.Patch(Side.Shop, Record(("lines", Value.None)), Stored).ShouldBe("""{"items":null}""");

    [Theory]
    [InlineData("""{"items":5}""")]
    [InlineData("""{"items":[5,null,{"qty":1},{"sku":7},{"sku":"\ud800"},{"sku":"A","qty":"x"}]}""")]
    [InlineData("""{"items":[{"sku":"A","\ud800":1,"x":"\ud800","y":["\ud800"]}]}""")]
    public void Stored_lines_that_cannot_be_read_are_in_no_ones_way(string stored) =>
        Only.Good(Side.Shop, Only.Patch(Side.Shop, Record(("lines", Of(Line("A", 1, 1)))), stored)).Record["lines"].ShouldBe(Of(Line("A", 1, 1)));

    [Fact]
    public void A_key_compared_in_lower_case_meets_its_stored_line()
    {
        var lower = Pairings.Only(Lines with { Properties = Lines.Properties.SetItem(0, Lines.Properties[0] with { Compare = Comparison.Lower }) });
        lower.Patch(Side.Shop, Record(("lines", Of(Line("a", 5, 1)))), """{"items":[{"id":71,"sku":"A","qty":1,"unit_price_cents":100}]}""")
            .ShouldBeJson("""{"items":[{"id":71,"sku":"a","title":null,"qty":5,"unit_price_cents":100}]}""");
    }

    [Fact]
    public void A_line_that_the_side_cannot_hold_is_named()
    {
        var refusal = Should.Throw<MappingException>(() => Only.Create(Side.Shop, Record(("lines", Of(Line("A", 1, 1), Line("B", 1, 1.005m))))));

        refusal.Property.ShouldBe("lines[1].unitPrice");
        refusal.Reason.ShouldStartWith("items[1].unit_price_cents: cannot hold 1.005, expected");
    }

    [Fact]
    public void Lines_that_are_none_are_refused()
    {
        Refused(Text("A"));
        Refused(Of(Record(("quantity", new Value.Integer(1)))));
        Refused(Of(Record(("sku", Value.None))));
        Refused(Of(Record(("sku", Text("A")), ("shoeSize", Text("43")))));
    }

    [Fact]
    public void Lines_are_equal_as_their_properties_compare()
    {
        var trimming = Lines with { Properties = Lines.Properties.SetItem(1, Lines.Properties[1] with { Compare = Comparison.Trim }) };

        trimming.AreEqual(Of(Line("A", 1, 1, "Lamp ")), Of(Line("A", 1, 1, "Lamp"))).ShouldBeTrue();
        trimming.AreEqual(Of(Line("A", 1, 1)), Of(Line("a", 1, 1))).ShouldBeFalse();
        trimming.AreEqual(Of(Line("A", 1, 1)), Of(Line("A", 2, 1))).ShouldBeFalse();
        trimming.AreEqual(Of(Line("A", 1, 1)), Of()).ShouldBeFalse();
    }

    private static void Refused(Value lines) =>
        Should.Throw<MappingException>(() => Only.Create(Side.Shop, Record(("lines", lines)))).Property.ShouldStartWith("lines");

    private static Value Of(params CanonicalRecord[] lines) => new Value.Lines([.. lines]);

    private static CanonicalRecord Line(string sku, long quantity, decimal price, string? description = null) => Record(
        ("sku", Text(sku)), ("description", description is null ? Value.None : Text(description)),
        ("quantity", new Value.Integer(quantity)), ("unitPrice", Decimal(price)));
}
