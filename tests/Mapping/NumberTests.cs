using System.Globalization;
using CsCheck;
using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class NumberTests
{
    private static readonly Property Number = Pairings.X(PropertyType.Decimal);

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1.00", "1")]
    [InlineData("100", "100")]
    [InlineData("-0.0", "0")]
    [InlineData("0e5", "0")]
    [InlineData("1.5e3", "1500")]
    [InlineData("1500E-3", "1.5")]
    [InlineData("1e+2", "100")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("0.10000000000000000000000000000000000000000000000000", "0.1")]
    [InlineData("9007199254740993", "9007199254740993")]
    public void A_number_is_read_exactly(string json, string number) =>
        Number.Read(Side.Crm, json).ShouldBe(Decimal(decimal.Parse(number, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("0.12345678901234567890123456789")]
    [InlineData("10000000000000000000000000000")]
    [InlineData("1e28")]
    [InlineData("1e-29")]
    [InlineData("1e99999999999")]
    [InlineData("340282366920938463463374607431768211457")]
    public void A_number_of_too_many_digits_is_bad_and_never_rounded(string json) =>
        Pairings.Only(Number).Bad(Side.Crm, $$"""{"x":{{json}}}""").Reason.ShouldStartWith($"x: found {json}");

    [Fact]
    public void Every_number_of_28_digits_is_read_exactly() =>
        Gen.Select(Gen.Long, Gen.Long[0, 999_999_999], Gen.Byte[0, 28], (high, low, scale) =>
                (((decimal)high * 1_000_000_000) + low) * new decimal(1, 0, 0, false, scale))
            .Sample(number => Number.Read(Side.Crm, number.ToString(CultureInfo.InvariantCulture)).ShouldBe(Decimal(number)));

    [Theory]
    [InlineData("1.0", 1)]
    [InlineData("2e3", 2000)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_whole_number_is_read_however_it_is_written(string json, long number) =>
        Pairings.X(PropertyType.Integer).Read(Side.Crm, json).ShouldBe(new Value.Integer(number));

    [Theory]
    [InlineData(1.10, "1.1")]
    [InlineData(100.00, "100")]
    public void A_decimal_is_written_without_trailing_zeros(decimal number, string json) =>
        Number.Write(Side.Crm, Decimal(number)).ShouldBe(json);

    [Theory]
    [InlineData("0.01", true)]
    [InlineData("9999.99", true)]
    [InlineData("10000", false)]
    [InlineData("-10000", false)]
    [InlineData("0.001", false)]
    public void Precision_counts_the_digits_after_the_point_as_SQL_does(string json, bool fits)
    {
        var mapped = Pairings.Only(Number with { Precision = 6, Scale = 2 }).Map(Side.Crm, $$"""{"x":{{json}}}""");
        (mapped is Mapped.Good).ShouldBe(fits);
    }

    [Theory]
    [InlineData("999", true)]
    [InlineData("9.99", true)]
    [InlineData("0.001", true)]
    [InlineData("9.999", false)]
    [InlineData("1000", false)]
    public void Without_a_scale_precision_counts_the_digits_as_they_come(string json, bool fits)
    {
        var mapped = Pairings.Only(Number with { Precision = 3 }).Map(Side.Crm, $$"""{"x":{{json}}}""");
        (mapped is Mapped.Good).ShouldBe(fits);
    }

    [Fact]
    public void A_fraction_of_a_minor_unit_is_bad_whatever_the_scale() =>
        Pairings.Only(Pairings.X(PropertyType.Decimal, new Conversion.MinorUnits(2))).Bad(Side.Shop, """{"x":1.5}""")
            .Reason.ShouldBe("x: found 1.5, expected a whole count of minor units (2 digits), at most 28 digits");

    [Theory]
    [InlineData("EUR", "1234", "12.34")]
    [InlineData("JPY", "1234", "1234")]
    [InlineData("KWD", "1234", "1.234")]
    [InlineData("CLF", "1234", "0.1234")]
    [InlineData("XXX", "1234", "12.34")]
    public void Minor_units_have_the_digits_of_their_currency(string currency, string minor, string amount) =>
        Pairings.Product.Good(Side.Shop, $$"""{"price_cents":{{minor}},"currency":"{{currency}}"}""")
            .Record["price"].ShouldBe(new Value.Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));
}
