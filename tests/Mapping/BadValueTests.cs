using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class BadValueTests
{
    private static readonly Property Price =
        Pairings.X(PropertyType.Decimal, new Conversion.MinorUnits(2)) with { Precision = 6, Scale = 2 };

    [Theory]
    [InlineData("""{"name":5}""", "name", "name: found 5, expected text")]
    [InlineData("""{"name":{"first":"Ada"}}""", "name", """name: found {"first":"Ada"}, expected text""")]
    [InlineData("""{"address":"1 High St"}""", "street", """address.street: found "1 High St", expected an object on the way""")]
    [InlineData("""{"birthday":"1815-02-29"}""", "birthday", """birthday: found "1815-02-29", expected a date written as yyyy-MM-dd""")]
    [InlineData("""{"birthday":"10/12/1815"}""", "birthday", """birthday: found "10/12/1815", expected a date written as yyyy-MM-dd""")]
    [InlineData("""{"creditLimit":1.005}""", "credit", "creditLimit: found 1.005, expected a number of at most 12 digits, 2 of them after the point")]
    [InlineData("""{"creditLimit":10000000000}""", "credit",
        "creditLimit: found 10000000000, expected a number of at most 12 digits, 2 of them after the point")]
    [InlineData("""{"creditLimit":"5"}""", "credit", """creditLimit: found "5", expected a number of at most 12 digits, 2 of them after the point""")]
    [InlineData("""{"email":null}""", "email", "email: found nothing, expected a value, as it is required")]
    public void A_bad_value_of_the_crm_customer_is_named(string json, string property, string reason) =>
        Pairings.Customer.Bad(Side.Crm, json).ShouldBe(new Mapped.Bad(property, reason));

    [Theory]
    [InlineData("""{"group":"vip"}""", "segment", """group: found "vip", expected one of customer, inactive, prospect""")]
    [InlineData("""{"credit_limit_cents":1.5}""", "credit",
        "credit_limit_cents: found 1.5, expected a whole count of minor units (2 digits), at most 12 digits, 2 of them after the point")]
    [InlineData("""{"first_name":1,"last_name":"L"}""", "name", "first_name: found 1, expected text")]
    [InlineData("""{"first_name":"A","last_name":[]}""", "name", "last_name: found [], expected text")]
    [InlineData("""{"last_name":false}""", "name", "last_name: found false, expected text")]
    public void A_bad_value_of_the_shop_customer_is_named(string json, string property, string reason) =>
        Pairings.Customer.Bad(Side.Shop, json).ShouldBe(new Mapped.Bad(property, reason));

    [Theory]
    [InlineData("""{"stock":1.5}""", "stock", "stock: found 1.5, expected a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("""{"stock":9223372036854775808}""", "stock",
        "stock: found 9223372036854775808, expected a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("""{"active":"yes"}""", "active", """active: found "yes", expected true or false""")]
    [InlineData("""{"tags":"red"}""", "tags", """tags: found "red", expected an array of texts""")]
    [InlineData("""{"tags":["red",5]}""", "tags", """tags: found ["red",5], expected an array of texts""")]
    [InlineData("""{"price":1}""", "price", "currency: found nothing, expected a currency of three capital letters")]
    [InlineData("""{"price":1,"currency":"eur"}""", "price", """currency: found "eur", expected a currency of three capital letters""")]
    [InlineData("""{"price":"1","currency":"EUR"}""", "price", """price: found "1", expected a number of at most 28 digits""")]
    public void A_bad_value_of_the_crm_product_is_named(string json, string property, string reason) =>
        Pairings.Product.Bad(Side.Crm, json).ShouldBe(new Mapped.Bad(property, reason));

    [Theory]
    [InlineData("\"2026-02-30T10:00:00Z\"")]
    [InlineData("\"2026-01-01T25:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("1767225600")]
    public void An_instant_that_is_none_is_named(string json) =>
        Pairings.Only(Pairings.X(PropertyType.DateTime)).Bad(Side.Crm, $$"""{"x":{{json}}}""")
            .ShouldBe(new Mapped.Bad("x", $"x: found {json}, expected an ISO 8601 date and time"));

    [Fact]
    public void A_date_with_a_time_other_than_midnight_is_no_date() =>
        Pairings.Only(Pairings.X(PropertyType.Date, new Conversion.Format("yyyy-MM-dd HH:mm"))).Bad(Side.Shop, """{"x":"2026-01-01 10:00"}""")
            .Reason.ShouldBe("""x: found "2026-01-01 10:00", expected a date written as yyyy-MM-dd HH:mm""");

    [Fact]
    public void A_long_value_is_shown_cut() =>
        Pairings.Only(Pairings.X(PropertyType.Integer)).Bad(Side.Crm, $$"""{"x":"{{new string('a', 5000)}}"}""").Reason.Length.ShouldBeLessThan(200);

    [Theory]
    [InlineData("", "the record is no JSON")]
    [InlineData("{", "the record is no JSON")]
    [InlineData("{} {}", "the record is no JSON")]
    [InlineData("[]", "found [], expected a JSON object")]
    [InlineData("null", "found null, expected a JSON object")]
    public void A_body_that_is_no_record_is_bad_as_a_whole(string body, string reason)
    {
        var bad = Pairings.Customer.Bad(Side.Crm, body);
        bad.Property.ShouldBeNull();
        bad.Reason.ShouldStartWith(reason);
    }

    [Theory]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"tags":["\ud800"]}""")]
    [InlineData("""{"currency":"\ud800","price":1}""")]
    public void An_escape_that_is_no_Unicode_is_a_bad_value(string json) =>
        Pairings.Product.Bad(Side.Crm, json).Property.ShouldNotBeNull();

    [Fact]
    public void Bytes_that_are_no_Unicode_are_a_bad_value() =>
        new RecordMapper(Pairings.Product).Map(Side.Crm, [.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]).ShouldBeOfType<Mapped.Bad>();

    [Fact]
    public void A_neighbouring_key_that_is_no_Unicode_does_not_throw() =>
        Pairings.Product.Map(Side.Crm, """{"name":"Lamp","\ud800xx":1,"\ud800":2}""").ShouldNotBeNull();

    [Fact]
    public void Whatever_bytes_a_side_sends_are_answered() => Gen.Byte.Array[0, 60]
        .Sample(body => new RecordMapper(Pairings.Product).Map(Side.Shop, body).ShouldNotBeNull(), iter: 2_000);

    [Fact]
    public void Whatever_scalars_a_side_sends_are_answered()
    {
        string[] scalars =
        [
            "null", "true", "0", "-0", "-0.0", "1e400", "1e-400", "-1E+28", "1e28", "1e29", "0.1e-28", "9999999999999999999999999999999999", "\"\"",
            "\"1\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "{}", "{\"a\":1}", "\"2026-01-01\"", "\"2026-13-01T00:00:00+99:99\"",
            "\"9999-12-31T23:59:59.9999999-14:00\"", "1e99999999999999999999", "0e99999999999999999999",
        ];
        Pairing[] pairings =
            [Pairings.Customer, Pairings.Product, Pairings.Only(Pairings.X(PropertyType.DateTime)), Pairings.Only(Price)];
        foreach (var pairing in pairings)
        foreach (var side in Sides.Both)
        foreach (var path in pairing.Properties.SelectMany(property => property.Paths[side]))
        foreach (var scalar in scalars)
        {
            var nested = path.Split('.').Reverse().Aggregate(scalar, (inner, key) => $$"""{"{{key}}":{{inner}}}""");
            pairing.Map(side, $$"""{"currency":"EUR",{{nested[1..]}}""").ShouldNotBeNull();
        }
    }

    [Fact]
    public void Deeply_nested_bodies_are_answered() =>
        Pairings.Customer.Map(Side.Crm, string.Concat(Enumerable.Repeat("{\"address\":", 5000))).ShouldBeOfType<Mapped.Bad>();
}
