using static Sync.Mapping.Tests.Shorthand;

namespace Sync.Mapping.Tests;

public sealed class ReferenceTests
{
    private static readonly RecordMapper Orders = new(Pairings.Order);

    [Theory]
    [InlineData(Side.Crm, """{"customerId":"cus_1"}""", "cus_1")]
    [InlineData(Side.Shop, """{"type":"order","customer_id":1001}""", "1001")]
    [InlineData(Side.Shop, """{"type":"order","customer_id":1001.0}""", "1001")]
    public void A_reference_is_read_as_the_id_that_the_side_has(Side side, string json, string id) =>
        Pairings.Order.Good(side, json).Record["customer"].ShouldBe(new Value.Foreign(id));

    [Theory]
    [InlineData(Side.Crm, """{"number":"1"}""", null)]
    [InlineData(Side.Crm, """{"owner":""}""", "(empty)")]
    [InlineData(Side.Crm, """{"owner":null}""", "(empty)")]
    [InlineData(Side.Shop, """{"owner_id":null}""", "(empty)")]
    public void No_reference_is_absent_or_empty_as_any_value(Side side, string json, string? value) =>
        (Pairings.Only(Pairings.Reference("owner", "user", "owner", "owner_id")).Good(side, json).Record["owner"]?.ToString()).ShouldBe(value);

    [Theory]
    [InlineData(Side.Crm, """{"customerId":5}""", "customerId: found 5, expected a record's id as text")]
    [InlineData(Side.Crm, """{"customerId":{}}""", "customerId: found {}, expected a record's id as text")]
    [InlineData(Side.Crm, """{"customerId":null}""", "customerId: found nothing, expected a value, as it is required")]
    [InlineData(Side.Shop, """{"type":"order","customer_id":"5"}""", "customer_id: found \"5\", expected a record's id as a whole number")]
    [InlineData(Side.Shop, """{"type":"order","customer_id":1.5}""", "customer_id: found 1.5, expected a record's id as a whole number")]
    public void A_reference_that_is_none_is_named(Side side, string json, string reason) =>
        Pairings.Order.Bad(side, json).ShouldBe(new Mapped.Bad("customer", reason));

    [Fact]
    public void The_pairing_tells_its_references_and_where_they_lead() => Orders.References.ShouldBe([("customer", "customer")]);

    [Fact]
    public void A_record_tells_which_references_are_unresolved()
    {
        Orders.ForeignIn(Record(("number", Text("1")), ("customer", new Value.Foreign("1001")))).ShouldBe([("customer", "customer", "1001", true)]);
        Orders.ForeignIn(Record(("customer", new Value.Reference("customer/1")))).ShouldBeEmpty();
        Orders.ForeignIn(Record(("customer", Value.None))).ShouldBeEmpty();
        Orders.ForeignIn(CanonicalRecord.Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void A_pairing_without_references_has_none_unresolved()
    {
        var products = new RecordMapper(Pairings.Product);

        products.References.ShouldBeEmpty();
        products.ForeignIn(Record(("name", new Value.Foreign("1")))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Side.Crm, "cus_1", """{"customerId":"cus_1"}""")]
    [InlineData(Side.Crm, "1001", """{"customerId":"1001"}""")]
    [InlineData(Side.Shop, "1001", """{"customer_id":1001}""")]
    public void A_reference_is_written_as_the_target_counts_its_ids(Side side, string id, string json) =>
        Pairings.Order.Patch(side, Record(("customer", new Value.Foreign(id)))).ShouldBe(json);

    [Theory]
    [InlineData("cus_1")]
    [InlineData("007")]
    [InlineData("+7")]
    [InlineData(" 7")]
    [InlineData("-0")]
    [InlineData("")]
    [InlineData("9223372036854775808")]
    public void An_id_that_is_no_number_is_refused_where_ids_are_numbers(string id) =>
        Refusal(new Value.Foreign(id)).ShouldBe(("customer", $"customer_id: cannot hold {id}, expected a record's id as a whole number"));

    [Fact]
    public void A_reference_that_still_names_a_pair_is_never_written() => Refusal(new Value.Reference("customer/0197"))
        .ShouldBe(("customer", "customer_id: cannot hold customer/0197, expected a record's id as a whole number"));

    [Fact]
    public void The_digest_is_over_what_the_side_has() => Pairings.Order.Good(Side.Crm, """{"customerId":"cus_1"}""").Digest
        .ShouldBe(Pairings.Order.Good(Side.Crm, """{"customerId":"cus_1","updated_at":"x"}""").Digest);

    private static (string Property, string Reason) Refusal(Value reference)
    {
        var refusal = Should.Throw<MappingException>(() => Pairings.Order.Patch(Side.Shop, Record(("customer", reference))));
        return (refusal.Property, refusal.Reason);
    }
}
