using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class ScopeTests
{
    private static readonly Property State =
        Pairings.Of("state", PropertyType.Enum, "status", "state", Pairings.Table(("pending", "open")));

    private static readonly Pairing Order = Pairings.Only(State) with
    {
        Where = new(Pairings.Texts(), Pairings.Texts(("type", "order"))),
        Constants = new(Pairings.Texts(), Pairings.Texts(("type", "order"))),
    };

    [Theory]
    [InlineData("""{"type":"order"}""", true)]
    [InlineData("""{"type":"Order"}""", false)]
    [InlineData("""{"type":"quote"}""", false)]
    [InlineData("""{"type":["order"]}""", false)]
    [InlineData("{}", false)]
    public void A_record_takes_part_where_its_text_is_the_very_one(string json, bool inScope) =>
        Order.Good(Side.Shop, json).InScope.ShouldBe(inScope);

    [Fact]
    public void A_record_whose_path_runs_through_a_value_takes_no_part()
    {
        var pairing = Order with { Where = new(Pairings.Texts(("type.name", "order")), Pairings.Texts()) };
        pairing.Good(Side.Crm, """{"type":{"name":"order"}}""").InScope.ShouldBeTrue();
        pairing.Good(Side.Crm, """{"type":"order"}""").InScope.ShouldBeFalse();
    }

    [Fact]
    public void The_other_side_has_its_own_scope() => Order.Good(Side.Crm, "{}").InScope.ShouldBeTrue();

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1.0")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("\"1\"", "1")]
    public void Scalars_are_compared_by_their_text(string json, string text)
    {
        var pairing = Order with { Where = new(Pairings.Texts(("flags.f", text)), Pairings.Texts()) };
        pairing.Good(Side.Crm, $$$"""{"flags":{"f":{{{json}}}}}""").InScope.ShouldBeTrue();
        pairing.Good(Side.Crm, """{"flags":{"f":2}}""").InScope.ShouldBeFalse();
    }

    [Fact]
    public void Every_path_must_hold()
    {
        var pairing = Order with { Where = new(Pairings.Texts(("a", "1"), ("b", "2")), Pairings.Texts()) };
        pairing.Good(Side.Crm, """{"a":1,"b":2}""").InScope.ShouldBeTrue();
        pairing.Good(Side.Crm, """{"a":1,"b":3}""").InScope.ShouldBeFalse();
    }

    [Fact]
    public void A_bad_value_out_of_scope_is_left_absent() =>
        Order.Good(Side.Shop, """{"type":"account","state":"suspended"}""").Record.ShouldBe(CanonicalRecord.Nothing);

    [Fact]
    public void A_bad_value_in_scope_is_bad() =>
        Order.Bad(Side.Shop, """{"type":"order","state":"suspended"}""").Property.ShouldBe("state");

    [Fact]
    public void What_is_created_is_in_scope() =>
        Order.Good(Side.Shop, Order.Create(Side.Shop, Record(("state", Text("open"))))).InScope.ShouldBeTrue();

    [Theory]
    [InlineData("order", "\"order\"")]
    [InlineData("5", "5")]
    [InlineData("1.50", "1.50")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("\"5\"", "\"5\"")]
    [InlineData("007", "\"007\"")]
    [InlineData("{}", "\"{}\"")]
    [InlineData("", "\"\"")]
    public void A_constant_is_the_scalar_its_text_means(string text, string json)
    {
        var pairing = Order with { Constants = new(Pairings.Texts(("meta.kind", text)), Pairings.Texts()) };
        pairing.Create(Side.Crm, CanonicalRecord.Nothing).ShouldBe($$$"""{"meta":{"kind":{{{json}}}}}""");
    }

    [Fact]
    public void A_patch_has_no_constants() => Order.Patch(Side.Shop, CanonicalRecord.Nothing).ShouldBe("{}");
}
