using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Both records were there before they were linked: what stands where they differ.</summary>
public sealed class FirstAgreementTests
{
    private const string Agreed = "email=a@x name=Ada phone=1 segment=gold memo=hi";

    [Fact]
    public void Equal_records_linked_for_the_first_time_agree_without_a_write()
    {
        var pair = Pair.Apart("", Agreed, Agreed).Due();
        pair.Asked.ShouldBeNull();
        pair.Row.Base.ShouldBe(Record(Agreed));
    }

    [Theory]
    [InlineData("name=", "name=Zoe", Side.Crm, "name=Zoe")]
    [InlineData("name=Bea", "name=", Side.Shop, "name=Bea")]
    public void At_the_first_agreement_a_value_stands_against_nothing(string crm, string shop, Side target, string sent) =>
        Pair.Apart("", crm, shop).Due().Asked.ShouldBe(Update(target, sent));

    [Theory]
    [InlineData(Side.Crm)]
    [InlineData(Side.Shop)]
    public void At_the_first_agreement_the_preferred_side_stands(Side preferred) =>
        Pair.Apart("", "name=Bea", "name=Zoe").Under(p => p with { Preferred = preferred }).Due()
            .Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(preferred.Other());

    [Fact]
    public void At_the_first_agreement_a_propertys_initial_side_is_before_the_preferred() =>
        Pair.Apart("", "name=Bea", "name=Zoe")
            .Under(p => p with { Properties = [.. p.Properties.Select(property => property with { Initial = Shop })] }).Due()
            .Asked.ShouldBe(Update(Crm, "name=Zoe"));

    [Fact]
    public void At_the_first_agreement_a_one_way_property_never_flows_back()
    {
        var pair = Pair.Apart("", "segment=", "segment=lead").Due();
        pair.Asked.ShouldBeNull();
        pair.Row.BaseOf(Shop, "segment").ShouldBe(Value("lead"), "it is nobody's edit");
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    private static Ask.Update Update(Side side, string patch) => new(side, Pair.Name(side), Record(patch), $"{Pair.Name(side)}1");

    [Fact]
    public void What_was_created_and_turned_out_to_be_another_pairs_record_is_no_base_for_the_next()
    {
        var other = Pair.Holder(Pair.HigherId, "s") with { IsHalf = false };
        var pair = Pair.Creating().ButTheStoreSays(now => new Input.IdTaken(Shop, other) { Now = now }).Stores(Shop);
        pair.Links(Shop, "s7").Reads(Crm).ReadsCandidate(Shop, "s7", "email=a@x name=Zed").Asked.ShouldBe(new Ask.Read(Shop, "s7"));
        pair.Step(new Input.Read(Shop, new SideAnswer.Found("s7", Record("email=a@x name=Zed").Mapped(), "s7v", Talk.Noon)) { Now = Talk.Noon });
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s7", Record("name=Ada"), "s7v"));
    }
}
