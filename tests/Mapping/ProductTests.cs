using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class ProductTests
{
    private const string Crm = """
        {"sku":"A-1","name":"Lamp","description":"","price":19.9,"currency":"EUR","stock":12,"active":true,"tags":["red","new"]}
        """;

    private const string Shop = """
        {"sku":"A-1","title":"Lamp","body":null,"price_cents":1990,"currency":"EUR","inventory":12,"published":true,"tags":["new","red"]}
        """;

    private static readonly CanonicalRecord Canonical = Record(
        ("sku", Text("A-1")),
        ("name", Text("Lamp")),
        ("description", Value.None),
        ("price", new Value.Money(19.90m, "EUR")),
        ("stock", new Value.Integer(12)),
        ("active", new Value.Boolean(true)),
        ("tags", new Value.Set(["new", "red"])));

    [Theory]
    [InlineData(Side.Crm, Crm)]
    [InlineData(Side.Shop, Shop)]
    public void Both_sides_read_as_one_canonical_record(Side side, string json) =>
        Pairings.Product.Good(side, json).Record.ShouldBe(Canonical);

    [Fact]
    public void The_canonical_record_creates_the_shop_record() =>
        Pairings.Product.Create(Side.Shop, Canonical).ShouldBeJson(Shop);

    [Fact]
    public void The_canonical_record_creates_the_crm_record() => Pairings.Product.Create(Side.Crm, Canonical).ShouldBeJson("""
        {"sku":"A-1","name":"Lamp","description":null,"price":19.9,"currency":"EUR","stock":12,"active":true,"tags":["new","red"]}
        """);
}
