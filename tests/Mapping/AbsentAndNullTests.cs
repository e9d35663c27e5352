using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class AbsentAndNullTests
{
    private static readonly Pairing Street = Pairings.Only(Pairings.Of("street", PropertyType.String, "address.street", "address.street"));
    private static readonly Pairing Name = Pairings.Only(Pairings.Split("name", "name", "first", "last", singleIsLast: true));

    [Fact]
    public void A_missing_key_is_unknown() =>
        Street.Good(Side.Crm, """{"address":{}}""").Record.ShouldBe(CanonicalRecord.Nothing);

    [Fact]
    public void A_missing_holder_is_unknown() => Street.Good(Side.Crm, "{}").Record.ShouldBe(CanonicalRecord.Nothing);

    [Fact]
    public void Null_is_no_value() =>
        Street.Good(Side.Crm, """{"address":{"street":null}}""").Record["street"].ShouldBe(Value.None);

    [Fact]
    public void A_null_holder_has_no_values() =>
        Street.Good(Side.Crm, """{"address":null}""").Record["street"].ShouldBe(Value.None);

    [Theory]
    [InlineData(PropertyType.String)]
    [InlineData(PropertyType.Enum)]
    [InlineData(PropertyType.Date)]
    [InlineData(PropertyType.DateTime)]
    public void An_empty_text_is_no_value(PropertyType type) => Pairings.X(type).Read(Side.Crm, "\"\"").ShouldBe(Value.None);

    [Fact]
    public void A_text_trimmed_to_nothing_is_no_value() =>
        Pairings.X(PropertyType.String, new Conversion.Trim()).Read(Side.Shop, "\"  \"").ShouldBe(Value.None);

    [Fact]
    public void An_empty_text_in_a_table_of_words_is_no_value() =>
        Pairings.X(PropertyType.Enum, Pairings.Table(("a", "b"))).Read(Side.Shop, "\"\"").ShouldBe(Value.None);

    [Fact]
    public void An_empty_array_is_the_empty_set() =>
        Pairings.X(PropertyType.Set).Read(Side.Crm, "[]").ShouldBe(new Value.Set([]));

    [Fact]
    public void An_empty_canonical_text_is_written_as_null() =>
        Pairings.X(PropertyType.String).Write(Side.Crm, Text("")).ShouldBe("null");

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"first":null}""", "(empty)")]
    [InlineData("""{"first":null,"last":""}""", "(empty)")]
    [InlineData("""{"first":"Ada"}""", "Ada")]
    [InlineData("""{"last":"Lovelace"}""", "Lovelace")]
    [InlineData("""{"first":"","last":"Lovelace"}""", "Lovelace")]
    [InlineData("""{"first":"Ada","last":null}""", "Ada")]
    [InlineData("""{"first":"Ada","last":"Lovelace"}""", "Ada Lovelace")]
    public void A_name_of_two_parts_is_what_its_parts_say(string json, string? name) =>
        (Name.Good(Side.Shop, json).Record["name"]?.ToString()).ShouldBe(name);

    [Theory]
    [InlineData("""{"currency":"EUR"}""", null)]
    [InlineData("""{"price":null,"currency":"EUR"}""", "(empty)")]
    [InlineData("""{"price":1.50,"currency":"EUR"}""", "1.5 EUR")]
    public void Money_is_what_its_amount_says(string json, string? money) =>
        (Pairings.Product.Good(Side.Crm, json).Record["price"]?.ToString()).ShouldBe(money);

    [Fact]
    public void Clearing_money_leaves_the_currency_alone() =>
        Pairings.Product.Patch(Side.Shop, Record(("price", Value.None))).ShouldBe("""{"price_cents":null}""");

    [Fact]
    public void A_required_property_may_be_unknown_in_a_partial_body() =>
        Pairings.Customer.Good(Side.Crm, """{"name":"Ada"}""").Record.Names.ShouldBe(["name"]);
}
