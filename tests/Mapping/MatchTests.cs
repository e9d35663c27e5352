using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class MatchTests
{
    private static readonly RecordMapper Customers = new(Pairings.Customer);

    private static readonly RecordMapper Several = new(new Pairing
    {
        Name = "several",
        Kinds = new("thing", "thing"),
        Match = ["name", "year", "limit"],
        Properties =
        [
            Pairings.Split("name", "name", "first", "last", singleIsLast: true),
            Pairings.Of("year", PropertyType.Integer, "year", "y.\"in.full\""),
            Pairings.Of("limit", PropertyType.Decimal, "limit", "limit", new Conversion.MinorUnits(2)),
        ],
    });

    [Fact]
    public void A_key_ignores_case_and_white_space_where_the_property_does() =>
        Customers.MatchKey(Record(("email", Text(" Ada@Example.ORG ")))).ShouldBe("ada@example.org");

    [Fact]
    public void A_key_is_exact_where_the_property_is() =>
        new RecordMapper(Pairings.Product).MatchKey(Record(("sku", Text("A-1 ")))).ShouldBe("A-1 ");

    [Fact]
    public void A_record_is_mapped_with_its_key() =>
        Pairings.Customer.Good(Side.Shop, """{"email":"A@B.c"}""").MatchKey.ShouldBe("a@b.c");

    [Fact]
    public void Unknown_empty_and_blank_values_make_no_key()
    {
        Customers.MatchKey(Record(("name", Text("Ada")))).ShouldBeNull();
        Customers.MatchKey(Record(("email", Value.None))).ShouldBeNull();
        Customers.MatchKey(Record(("email", Text("  ")))).ShouldBeNull();
        Several.MatchKey(Record(("name", Text("Ada")), ("year", new Value.Integer(1)))).ShouldBeNull();
    }

    [Fact]
    public void Without_match_properties_there_is_no_key_and_no_query()
    {
        var mapper = new RecordMapper(Pairings.Customer with { Match = [] });
        mapper.MatchKey(Record(("email", Text("a@b.c")))).ShouldBeNull();
        mapper.MatchQuery(Side.Crm, Record(("email", Text("a@b.c")))).ShouldBeNull();
    }

    [Fact]
    public void A_key_joins_its_parts() => Several.MatchKey(Things("Ada", 7, 1.50m)).ShouldBe("Ada|7|1.5");

    [Fact]
    public void Trailing_zeros_make_no_other_key() =>
        Several.MatchKey(Things("Ada", 7, 1.50m)).ShouldBe(Several.MatchKey(Things("Ada", 7, 1.5m)));

    [Fact]
    public void No_two_lists_of_values_make_one_key()
    {
        var mapper = new RecordMapper(Pairings.Customer with { Match = ["city", "notes"] });
        string[] signs = ["|", "\\", "a"];
        string[] two = [.. signs.SelectMany(first => signs.Select(second => first + second))];
        string[] parts = [.. signs, .. two];
        var keys = parts.SelectMany(city => parts.Select(notes => mapper.MatchKey(Record(("city", Text(city)), ("notes", Text(notes))))));
        keys.ShouldBeUnique();
    }

    [Fact]
    public void A_query_names_the_path_and_text_of_its_side()
    {
        var segment = new RecordMapper(Pairings.Customer with { Match = ["segment"] });
        segment.MatchQuery(Side.Shop, Record(("segment", Text("lead")))).ShouldBe(("group", "prospect"));
        segment.MatchQuery(Side.Crm, Record(("segment", Text("lead")))).ShouldBe(("segment", "lead"));
    }

    [Fact]
    public void A_query_takes_the_first_property_that_one_path_can_tell()
    {
        Several.MatchQuery(Side.Crm, Things("Ada", 7, 1.5m)).ShouldBe(("name", "Ada"));
        Several.MatchQuery(Side.Shop, Things("Ada", 7, 1.5m)).ShouldBe(("y.\"in.full\"", "7"));
    }

    [Fact]
    public void Without_a_key_there_is_no_query() => Several.MatchQuery(Side.Crm, Record(("name", Text("Ada")))).ShouldBeNull();

    [Fact]
    public void A_query_for_minor_units_asks_for_minor_units() =>
        new RecordMapper(Pairings.Customer with { Match = ["credit"] }).MatchQuery(Side.Shop, Record(("credit", Decimal(12.34m))))
            .ShouldBe(("credit_limit_cents", "1234"));

    private static CanonicalRecord Things(string name, long year, decimal limit) =>
        Record(("name", Text(name)), ("year", new Value.Integer(year)), ("limit", Decimal(limit)));

    [Fact]
    public void A_very_long_key_is_short_enough_for_an_index_and_tells_records_apart_all_the_same()
    {
        var mapper = new RecordMapper(Pairings.Product);
        string Key(string sku) => mapper.MatchKey(Record(("sku", Text(sku)))).ShouldNotBeNull();
        var longest = new string('é', 600);

        Key(longest).ShouldBe(longest);
        Key($"{longest}a").Length.ShouldBeLessThan(200);
        Key($"{longest}a").ShouldBe(Key($"{longest}a"));
        Key($"{longest}a").ShouldNotBe(Key($"{longest}b"));
    }
}
