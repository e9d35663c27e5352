using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class CustomerTests
{
    private const string Crm = """
        {"id":"c1","version":"7","updated_at":"2026-01-01T00:00:00Z","name":"Ada María Lovelace","email":"Ada@Example.org",
         "phone":"+44 1","company":"","vatNumber":null,
         "address":{"street":"1 High St","postalCode":"N1","city":"London","country":"GB"},
         "segment":"active","birthday":"1815-12-10","creditLimit":1234.50,"notes":"első"}
        """;

    private const string Shop = """
        {"first_name":"Ada María","last_name":"Lovelace","email":"Ada@Example.org",
         "telephone":"+44 1","company":null,"tax_id":null,
         "address":{"line1":"1 High St","zip":"N1","city":"London","country_code":"GB"},
         "group":"customer","date_of_birth":"1815-12-10","credit_limit_cents":123450,"note":"első"}
        """;

    private static readonly CanonicalRecord Canonical = Record(
        ("name", Text("Ada María Lovelace")),
        ("email", Text("Ada@Example.org")),
        ("phone", Text("+44 1")),
        ("company", Value.None),
        ("vat", Value.None),
        ("street", Text("1 High St")),
        ("postalCode", Text("N1")),
        ("city", Text("London")),
        ("country", Text("GB")),
        ("segment", Text("active")),
        ("birthday", new Value.Date(new(1815, 12, 10))),
        ("credit", Decimal(1234.5m)),
        ("notes", Text("első")));

    [Theory]
    [InlineData(Side.Crm, Crm)]
    [InlineData(Side.Shop, Shop)]
    public void Both_sides_read_as_one_canonical_record(Side side, string json) =>
        Pairings.Customer.Good(side, json).Record.ShouldBe(Canonical);

    [Fact]
    public void The_crm_record_creates_the_shop_record() => Pairings.Customer.Create(Side.Shop, Canonical).ShouldBeJson(Shop);

    [Fact]
    public void The_shop_record_creates_the_crm_record() => Pairings.Customer.Create(Side.Crm, Canonical).ShouldBeJson("""
        {"name":"Ada María Lovelace","email":"Ada@Example.org","phone":"+44 1","company":null,"vatNumber":null,
         "address":{"street":"1 High St","postalCode":"N1","city":"London","country":"GB"},
         "segment":"active","birthday":"1815-12-10","creditLimit":1234.5,"notes":"első"}
        """);

    [Fact]
    public void A_patch_has_the_changed_properties_and_no_other() => Pairings.Customer
        .Patch(Side.Shop, Record(("city", Text("Paris")), ("segment", Text("churned")), ("phone", Value.None)), Shop)
        .ShouldBeJson("""{"address":{"city":"Paris"},"telephone":null,"group":"inactive"}""");

    [Fact]
    public void Text_in_any_script_is_written_readably() =>
        Pairings.Customer.Patch(Side.Crm, Record(("notes", Text("ő & 名")))).ShouldBe("""{"notes":"ő & 名"}""");

    [Fact]
    public void A_customer_is_found_by_its_email() =>
        new RecordMapper(Pairings.Customer).MatchQuery(Side.Shop, Canonical).ShouldBe(("email", "Ada@Example.org"));
}
