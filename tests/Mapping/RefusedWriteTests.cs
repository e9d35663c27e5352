using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class RefusedWriteTests
{
    [Fact]
    public void A_word_that_the_table_lacks() => Refusal(Pairings.Customer, Record(("segment", Text("vip"))))
        .ShouldBe(("segment", "group: cannot hold vip, expected one of customer, inactive, prospect"));

    [Fact]
    public void A_fraction_of_a_minor_unit() => Refusal(Pairings.Product, Record(("price", new Value.Money(1.5m, "JPY"))))
        .ShouldBe(("price", "price_cents: cannot hold 1.5, expected a whole count of minor units (0 digits), at most 28 digits"));

    [Fact]
    public void More_digits_after_the_point_than_the_scale() =>
        Refusal(Pairings.Customer, Record(("credit", Decimal(1.005m)))).Property.ShouldBe("credit");

    [Fact]
    public void More_digits_than_the_precision() =>
        Refusal(Pairings.Customer, Record(("credit", Decimal(1e10m)))).Property.ShouldBe("credit");

    [Fact]
    public void More_minor_units_than_a_number_holds() =>
        Refusal(Pairings.Product, Record(("price", new Value.Money(9e27m, "EUR")))).Property.ShouldBe("price");

    [Fact]
    public void A_currency_that_is_none() =>
        Refusal(Pairings.Product, Record(("price", new Value.Money(1, "Euro")))).Property.ShouldBe("price");

    [Fact]
    public void A_value_of_another_type() => Refusal(Pairings.Customer, Record(("name", new Value.Integer(1))))
        .ShouldBe(("name", "first_name: cannot hold 1, expected text"));

    [Fact]
    public void An_amount_without_currency_for_money() =>
        Refusal(Pairings.Product, Record(("price", Decimal(1)))).Property.ShouldBe("price");

    [Fact]
    public void No_value_for_a_required_property() => Refusal(Pairings.Customer, Record(("email", Value.None)))
        .ShouldBe(("email", "email: a required property cannot be written empty"));

    [Fact]
    public void A_property_that_the_pairing_lacks() => Refusal(Pairings.Customer, Record(("shoeSize", Text("43"))))
        .ShouldBe(("shoeSize", "the pairing has no such property"));

    [Fact]
    public void Two_values_for_one_place()
    {
        var order = Pairings.Product with
        {
            Match = [],
            Properties = [Money("total", "total_cents"), Money("tax", "tax_cents")],
        };
        Refusal(order, Record(("tax", new Value.Money(1, "EUR")), ("total", new Value.Money(5, "USD")))).Property.ShouldBe("total");
        order.Create(Side.Shop, Record(("tax", new Value.Money(1, "EUR")), ("total", new Value.Money(5, "EUR"))))
            .ShouldBeJson("""{"tax_cents":1,"total_cents":5,"currency":"EUR"}""");
    }

    [Fact]
    public void A_value_against_a_constant()
    {
        var pairing = Pairings.Only(Pairings.X(PropertyType.String)) with { Constants = new(Pairings.Texts(), Pairings.Texts(("x", "fixed"))) };
        Refusal(pairing, Record(("x", Text("other")))).Property.ShouldBe("x");
        pairing.Create(Side.Shop, Record(("x", Text("fixed")))).ShouldBe("""{"x":"fixed"}""");
    }

    [Fact]
    public void The_message_names_property_and_reason() =>
        new MappingException("credit", "too much").Message.ShouldBe("credit: too much");

    private static (string Property, string Reason) Refusal(Pairing pairing, CanonicalRecord record)
    {
        var refusal = Should.Throw<MappingException>(() => pairing.Create(Side.Shop, record));
        return (refusal.Property, refusal.Reason);
    }

    private static Property Money(string name, string amount) => new()
    {
        Name = name,
        Type = PropertyType.Money,
        Paths = new([amount, "currency"], [amount, "currency"]),
    };
}
