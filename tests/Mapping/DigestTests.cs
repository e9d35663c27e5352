using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class DigestTests
{
    private static readonly Pairing Texts = new()
    {
        Name = "texts",
        Kinds = new("thing", "thing"),
        Properties = [Pairings.Of("a", PropertyType.String, "a", "a"), Pairings.Of("b", PropertyType.String, "b", "b")],
    };

    [Fact]
    public void Both_sides_of_one_record_have_one_digest() =>
        Pairings.Product.Good(Side.Crm, """{"price":1.50,"currency":"EUR","tags":["b","a"]}""").Digest
            .ShouldBe(Pairings.Product.Good(Side.Shop, """{"tags":["a","b"],"currency":"EUR","price_cents":150}""").Digest);

    [Fact]
    public void The_order_of_properties_means_nothing() =>
        Texts.Good(Side.Crm, """{"a":"1","b":"2"}""").Digest.ShouldBe(Texts.Good(Side.Crm, """{"b":"2","a":"1"}""").Digest);

    [Fact]
    public void The_order_in_the_pairing_means_nothing() => Texts.Good(Side.Crm, """{"a":"1","b":"2"}""").Digest
        .ShouldBe((Texts with { Properties = [Texts.Properties[1], Texts.Properties[0]] }).Good(Side.Crm, """{"a":"1","b":"2"}""").Digest);

    [Fact]
    public void What_is_not_mapped_means_nothing() =>
        Texts.Good(Side.Crm, """{"a":"1","updated_at":"x"}""").Digest.ShouldBe(Texts.Good(Side.Crm, """{"a":"1"}""").Digest);

    [Theory]
    [InlineData("1.0", "1.00")]
    [InlineData("0", "-0.0")]
    [InlineData("100", "1e2")]
    public void Equal_numbers_have_one_digest(string one, string other)
    {
        var pairing = Pairings.Only(Pairings.X(PropertyType.Decimal));
        pairing.Good(Side.Crm, $$"""{"x":{{one}}}""").Digest.ShouldBe(pairing.Good(Side.Crm, $$"""{"x":{{other}}}""").Digest);
    }

    [Fact]
    public void Records_have_one_digest_exactly_if_they_are_equal()
    {
        var entry = Gen.OneOf("null", "\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"(empty)\"");
        var json = Gen.OneOf(
            Gen.Const("{}"),
            entry.Select(a => $$"""{"a":{{a}}}"""),
            entry.Select(b => $$"""{"b":{{b}}}"""),
            Gen.Select(entry, entry, (a, b) => $$"""{"a":{{a}},"b":{{b}}}"""));
        Gen.Select(json, json).Sample((left, right) =>
            (Texts.Good(Side.Crm, left).Digest == Texts.Good(Side.Crm, right).Digest)
                .ShouldBe(Texts.Good(Side.Crm, left).Record.Equals(Texts.Good(Side.Crm, right).Record)));
    }

    [Theory]
    [InlineData(PropertyType.String, "\"a\"", "\"b\"")]
    [InlineData(PropertyType.Integer, "1", "4294967297")]
    [InlineData(PropertyType.Decimal, "1.5", "15")]
    [InlineData(PropertyType.Decimal, "1", "-1")]
    [InlineData(PropertyType.Boolean, "true", "false")]
    [InlineData(PropertyType.Date, "\"2026-01-01\"", "\"2026-01-02\"")]
    [InlineData(PropertyType.DateTime, "\"2026-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00.001Z\"")]
    [InlineData(PropertyType.Set, "[\"a\",\"b\"]", "[\"ab\"]")]
    [InlineData(PropertyType.Set, "[]", "null")]
    public void Another_value_has_another_digest(PropertyType type, string one, string other)
    {
        var pairing = Pairings.Only(Pairings.X(type));
        pairing.Good(Side.Crm, $$"""{"x":{{one}}}""").Digest.ShouldNotBe(pairing.Good(Side.Crm, $$"""{"x":{{other}}}""").Digest);
    }

    [Theory]
    [InlineData("""{"price":2,"currency":"EUR"}""")]
    [InlineData("""{"price":1,"currency":"USD"}""")]
    public void Another_money_has_another_digest(string other) =>
        Pairings.Product.Good(Side.Crm, """{"price":1,"currency":"EUR"}""").Digest.ShouldNotBe(Pairings.Product.Good(Side.Crm, other).Digest);

    [Theory]
    [InlineData("""{"customerId":"cus_2","lines":[{"sku":"A","quantity":1}]}""")]
    [InlineData("""{"customerId":"cus_1","lines":[{"sku":"A","quantity":2}]}""")]
    [InlineData("""{"customerId":"cus_1","lines":[{"sku":"A","quantity":1},{"sku":"A","quantity":1}]}""")]
    [InlineData("""{"customerId":"cus_1","lines":[]}""")]
    [InlineData("""{"customerId":"cus_1","lines":null}""")]
    [InlineData("""{"lines":[{"sku":"A","quantity":1}]}""")]
    public void Another_reference_or_line_has_another_digest(string other) =>
        Pairings.Order.Good(Side.Crm, """{"customerId":"cus_1","lines":[{"sku":"A","quantity":1}]}""").Digest
            .ShouldNotBe(Pairings.Order.Good(Side.Crm, other).Digest);

    [Fact]
    public void Another_type_has_another_digest() =>
        Pairings.Only(Pairings.X(PropertyType.Integer)).Good(Side.Crm, """{"x":1}""").Digest
        .ShouldNotBe(Pairings.Only(Pairings.X(PropertyType.Decimal)).Good(Side.Crm, """{"x":1}""").Digest);

    [Fact]
    public void Another_revision_has_another_digest() => Texts.Good(Side.Crm, """{"a":"1"}""").Digest
        .ShouldNotBe((Texts with { Revision = 2 }).Good(Side.Crm, """{"a":"1"}""").Digest);

    [Fact]
    public void Another_match_key_has_another_digest() => Texts.Good(Side.Crm, """{"a":"1"}""").Digest
        .ShouldNotBe((Texts with { Match = ["a"] }).Good(Side.Crm, """{"a":"1"}""").Digest);

    [Fact]
    public void Leaving_the_scope_changes_the_digest()
    {
        var scoped = Texts with { Where = new(Pairings.Texts(("type", "order")), Pairings.Texts()) };
        scoped.Good(Side.Crm, """{"a":"1","type":"order"}""").Digest.ShouldNotBe(scoped.Good(Side.Crm, """{"a":"1","type":"quote"}""").Digest);
    }

    [Fact]
    public void The_digest_of_a_record_stays_what_it_was_when_it_was_stored() =>
        Pairings.Product.Good(Side.Crm, """
            {"sku":"A-1","name":"Lamp","description":"","price":19.9,"currency":"EUR","stock":12,"active":true,"tags":["red","new"]}
            """).Digest.ToString().ShouldBe("023a1d9388bacf41739bb1517419185a");
}
