using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A pair that agreed under an earlier mapping.</summary>
public sealed class RebasingTests
{
    /// <summary>It was read under the new mapping, taken for edited, and what had been deleted was made again.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("phone=2", false)]
    public void A_deletion_that_waits_for_leave_goes_on_unless_another_value_is_read(string edit, bool goesOn)
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop, yes: false).Under(p => p with { Revision = 2 }).Later(TimeSpan.FromMinutes(1));
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop, edit).Asked.ShouldBe(goesOn ? new Ask.Grant(Shop, 1) : new Ask.LookAround(Shop, "a@x"));
    }

    [Fact]
    public void It_reads_both_records_before_it_decides_anything()
    {
        var pair = Revised(Pair.Linked()).Due();
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "phone=1").Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop, "phone=1").Status.ShouldBe(PairStatus.InSync);
        (pair.Row.Revision, pair.Row.Base["phone"]).ShouldBe((2, Value("1")));
    }

    [Fact]
    public void What_is_read_otherwise_now_is_agreed_on_anew_and_the_rest_is_merged_as_ever()
    {
        var pair = Revised(Pair.Linked()).Due().Reads(Crm, "phone=+1", "c2").Reads(Shop, "phone=001 name=Zoe", "s2");
        pair.Row.Sides.Shop.Intent.ShouldBeOfType<Intent.Update>().Patch.ShouldBe(Record("phone=+1"));
        pair.Row.Sides.Crm.Intent.ShouldBeOfType<Intent.Update>().Patch.ShouldBe(Record("name=Zoe"));
    }

    [Fact]
    public void A_write_under_way_is_not_sent_again_in_what_means_something_else_now()
    {
        var pair = Pair.Linked().Feed(Crm, "phone=2 name=Bea");
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("phone=2 name=Bea"), "s1"));
        Revised(pair.Crashes()).Due().Reads(Crm);
        pair.State.Sides.Shop.Intent.ShouldBeOfType<Intent.Update>().Patch.ShouldBe(Record("name=Bea"));
    }

    [Fact]
    public void A_property_that_is_no_longer_configured_is_forgotten_and_a_parked_pair_tries_again()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, new WriteOutcome.Rejected("name", "too short"));
        pair.Status.ShouldBe(PairStatus.Parked);
        pair.Under(p => p with { Revision = 2, Properties = [.. p.Properties.Where(property => property.Name != "name")] }).Due().Reads(Crm).Reads(Shop);
        pair.Status.ShouldBe(PairStatus.InSync);
        pair.Row.Base.Names.ShouldNotContain("name");
    }

    private static Talk Revised(Talk pair) => pair.Under(p => p with
    {
        Revision = 2,
        Properties = [.. p.Properties.Select(property => property.Name == "phone" ? property with { Since = 2 } : property)],
    });
}
