using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Who wins, property by property.</summary>
public sealed class MergingTests
{
    private const string Agreed = "email=a@x name=Ada phone=1 segment=gold memo=hi";
    private const string CrmEdit = "email=a@x name=Bea phone=1 segment=gold memo=hi";
    private const string ShopEdit = "email=a@x name=Zoe phone=1 segment=gold memo=hi";

    [Fact]
    public void An_edit_on_each_side_to_different_properties_reaches_both()
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea").Reads(Shop, "phone=2", "s2");
        pair.Row.Sides.Crm.Intent.ShouldBe(new Intent.Update(Record("phone=2"), "c2") { Doubtful = true });
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Update(Record("name=Bea"), "s2") { Doubtful = true });
        pair.Stores(Crm).Stores(Shop).Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void The_same_edit_on_both_sides_is_agreed_and_nothing_is_sent()
    {
        var pair = Pair.Apart(Agreed, CrmEdit, CrmEdit).Due();
        pair.Asked.ShouldBeNull();
        pair.Row.Base["name"].ShouldBe(Value("Bea"));
        pair.Row.Provenance["name"].Rule.ShouldBe("equal");
    }

    [Fact]
    public void An_edit_taken_back_on_both_sides_was_nobodys()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Stores(Shop).Hint(Shop).Feed(Crm, "name=Cid").Reads(Shop, "name=Zoe", inScope: false);
        pair.Feed(Crm, "name=Bea").Hint(Shop).Reads(Shop, "name=Bea", "s9");
        pair.Asked.ShouldBeNull();
        pair.Row.Provenance["name"].Rule.ShouldBe("edit");
    }

    [Theory]
    [InlineData(ConflictPolicy.Crm, Side.Shop, "name=Bea")]
    [InlineData(ConflictPolicy.Shop, Side.Crm, "name=Zoe")]
    public void A_policy_that_names_a_side_lets_it_win(ConflictPolicy policy, Side loser, string sent)
    {
        var pair = Pair.Apart(Agreed, CrmEdit, ShopEdit).Under(p => p with { Policy = policy }).Due();
        pair.Asked.ShouldBe(Update(loser, sent));
        pair.Row.Provenance["name"].Side.ShouldBe(loser.Other());
    }

    [Fact]
    public void An_edit_back_to_the_old_value_after_a_decision_is_an_edit()
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea", modifiedAt: Talk.Noon.AddMinutes(2))
            .Reads(Shop, "name=Zoe", "s2", modifiedAt: Talk.Noon.AddMinutes(1));
        pair.Row.Base["name"].ShouldBe(Value("Zoe"));
        pair.Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Ada", "s3", modifiedAt: Talk.Noon.AddMinutes(3));
        pair.Asked.ShouldBe(Update(Crm, "name=Ada", "c2"));
    }

    [Fact]
    public void A_propertys_own_policy_is_before_the_pairings()
    {
        var pair = Pair.Apart(Agreed, CrmEdit, ShopEdit).Under(p => p with
        {
            Policy = ConflictPolicy.Crm,
            Properties = [.. p.Properties.Select(property => property with { Policy = ConflictPolicy.Shop })],
        });
        pair.Due().Asked.ShouldBe(Update(Crm, "name=Zoe"));
    }

    [Theory]
    [InlineData(1, 2, Side.Shop)]
    [InlineData(2, 1, Side.Crm)]
    public void Under_newer_the_later_edit_wins(int crmMinute, int shopMinute, Side winner)
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea", modifiedAt: Talk.Noon.AddMinutes(crmMinute))
            .Reads(Shop, "name=Zoe", modifiedAt: Talk.Noon.AddMinutes(shopMinute));
        pair.Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(winner.Other());
        pair.Row.Provenance["name"].ShouldBe(new Provenance(winner, Talk.Noon, "newer"));
    }

    [Theory]
    [InlineData(Side.Crm)]
    [InlineData(Side.Shop)]
    public void Under_newer_a_tie_goes_to_the_preferred_side(Side preferred)
    {
        var pair = Pair.Linked().Under(p => p with { Preferred = preferred }).Hint(Shop)
            .Feed(Crm, "name=Bea", modifiedAt: Talk.Noon).Reads(Shop, "name=Zoe", modifiedAt: Talk.Noon);
        pair.Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(preferred.Other());
    }

    [Theory]
    [InlineData(Side.Crm)]
    [InlineData(Side.Shop)]
    public void Under_newer_a_missing_time_goes_to_the_preferred_side(Side preferred) =>
        Pair.Apart(Agreed, CrmEdit, ShopEdit).Under(p => p with { Preferred = preferred }).Due()
            .Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(preferred.Other());

    [Fact]
    public void A_later_edit_of_another_property_does_not_make_this_one_newer()
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea", modifiedAt: Talk.Noon.AddMinutes(1)).ReadFails(Shop)
            .Feed(Crm, "phone=2", modifiedAt: Talk.Noon.AddMinutes(9));
        pair.Later(TimeSpan.FromMinutes(10)).Reads(Shop, "name=Zoe", modifiedAt: Talk.Noon.AddMinutes(5));
        pair.State.Sides.Shop.Seen["name"].ShouldBe(Value("Zoe"));
        pair.Row.Sides.Crm.Intent.ShouldBe(new Intent.Update(Record("name=Zoe"), "c3") { Doubtful = true });
    }

    [Theory]
    [InlineData("")]
    [InlineData("name=BEA")]
    public void Our_own_write_never_makes_a_side_newer(string otherwise)
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea", modifiedAt: Talk.Noon).Stores(Shop, otherwise);
        pair.Crm.EditedAt.ShouldBeEmpty();
        pair.Shop.EditedAt.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Side.Crm)]
    [InlineData(Side.Shop)]
    public void An_edit_back_to_the_old_value_made_while_a_write_is_under_way_keeps_its_time(Side source)
    {
        var target = source.Other();
        var pair = Pair.Linked().Under(p => p with { Preferred = target }).Feed(source, "name=Bea").AnswersUnknown(target)
            .Feed(source, "name=Ada", modifiedAt: Talk.Noon.AddMinutes(5)).Later(TimeSpan.FromMinutes(1)).Stores(target);
        pair.Asked.ShouldBeOfType<Ask.Update>().Patch.ShouldBe(Record("name=Ada"));
        pair.Answers(target, new WriteOutcome.VersionMismatch()).Reads(target, "name=Cid", "9", modifiedAt: Talk.Noon.AddMinutes(3));
        pair.Asked.ShouldBe(Update(target, "name=Ada", "9"), "the later edit");
    }

    [Fact]
    public void An_edit_taken_back_before_it_was_sent_leaves_no_time_behind()
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea").ReadFails(Shop).Feed(Crm, "name=Ada").Later(TimeSpan.FromMinutes(1)).Reads(Shop);
        pair.Asked.ShouldBeNull();
        pair.Crm.EditedAt.ShouldBeEmpty();
        pair.Told.ShouldNotContain(told => told.Kind == ActivityKind.Agreed);
    }

    [Fact]
    public void A_sides_own_form_that_it_has_no_more_is_no_edit_of_it()
    {
        var pair = Pair.Linked().Under(p => p with { Policy = ConflictPolicy.Shop }).Feed(Crm, "name=Bea").Stores(Shop, otherwise: "name=BEA")
            .Hint(Shop).Reads(Shop, "name=Bea", "s9");
        pair.Asked.ShouldBeNull();
        pair.Feed(Crm, "name=Cid").Asked.ShouldBe(Update(Shop, "name=Cid", "s9"));
    }

    [Fact]
    public void A_conflict_for_a_person_holds_only_its_own_property()
    {
        var pair = Quarantined();
        pair.Asked.ShouldBe(Update(Shop, "name=Bea", "s2"));
        pair.Row.Conflicts["memo"].ShouldBe(new Conflict(Value("hi"), Value("yes"), Value("no"), "edited on both sides"));
        pair.Stores(Shop).Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Conflict);
    }

    [Fact]
    public void A_conflict_stays_when_one_side_goes_back_to_base()
    {
        var pair = Quarantined().Stores(Shop).Hint(Crm).Reads(Crm, "memo=hi", "c9");
        pair.Asked.ShouldBeNull();
        pair.Row.Conflicts["memo"].Crm.ShouldBe(Value("hi"));
    }

    [Fact]
    public void A_conflict_ends_when_both_sides_are_equal()
    {
        var pair = Quarantined().Stores(Shop).Hint(Crm).Reads(Crm, "memo=no", "c9");
        pair.Asked.ShouldBeNull();
        pair.Row.Conflicts.ShouldBeEmpty();
        pair.Row.Base["memo"].ShouldBe(Value("no"));
    }

    [Fact]
    public void A_conflict_ends_when_both_sides_are_back_at_base()
    {
        var pair = Quarantined().Stores(Shop).Hint(Crm).Reads(Crm, "memo=hi", "c9").Hint(Shop).Reads(Shop, "memo=hi", "s9");
        pair.Row.Conflicts.ShouldBeEmpty();
        pair.Status.ShouldBe(PairStatus.InSync);
        pair.Told.Count(told => told.Kind == ActivityKind.Agreed).ShouldBe(1);
    }

    [Fact]
    public void A_conflict_ends_while_another_property_is_on_its_way()
    {
        var pair = Quarantined().AnswersUnknown(Shop).Hint(Crm).Reads(Crm, "memo=no", "c9");
        pair.Shop.Intent.ShouldNotBeNull();
        pair.Row.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void A_conflict_whose_values_change_is_the_same_conflict_and_told_once()
    {
        var pair = Quarantined().Stores(Shop).Hint(Crm).Reads(Crm, "memo=maybe", "c9");
        pair.Row.Conflicts["memo"].ShouldBe(new Conflict(Value("hi"), Value("maybe"), Value("no"), "edited on both sides"));
        pair.Told.Count(told => told.Kind == ActivityKind.Conflict).ShouldBe(1);
    }

    [Theory]
    [InlineData(Side.Crm, Side.Shop, "memo=yes")]
    [InlineData(Side.Shop, Side.Crm, "memo=no")]
    public void Resolving_sends_the_chosen_value_to_the_other_side(Side chosen, Side other, string sent)
    {
        var pair = Quarantined().Stores(Shop).Resolves("memo", chosen);
        var asked = pair.Asked.ShouldBeOfType<Ask.Update>();
        asked.Side.ShouldBe(other);
        asked.Patch.ShouldBe(Record(sent));
        pair.Row.Conflicts.ShouldBeEmpty();
    }

    [Fact]
    public void Resolving_what_is_no_conflict_does_nothing()
    {
        var pair = Pair.Linked().Resolves("name", Shop);
        pair.Asked.ShouldBeNull();
        pair.Decision.Commit.ShouldBeNull();
    }

    [Fact]
    public void An_edit_on_the_source_of_a_one_way_property_is_sent() =>
        Pair.Linked().Feed(Crm, "segment=lead").Asked.ShouldBe(Update(Shop, "segment=lead"));

    [Fact]
    public void An_edit_on_the_other_side_of_a_one_way_property_is_kept_and_is_no_divergence()
    {
        var pair = Pair.Linked().Feed(Shop, "segment=lead");
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
        pair.Shop.Seen["segment"].ShouldBe(Value("lead"));
    }

    [Fact]
    public void An_edit_on_both_sides_of_a_one_way_property_is_no_conflict_and_the_sources_is_sent() =>
        Pair.Linked().Feed(Shop, "segment=lead").Feed(Crm, "segment=old").Asked.ShouldBe(Update(Shop, "segment=old", "s2"));

    [Fact]
    public void A_body_without_a_property_clears_nothing()
    {
        var partial = Record("email=a@x name=Bea").Mapped();
        var pair = Pair.Linked().Step(new Input.Observed(Crm, "c", partial, "c2", Talk.Noon, new Position(1, 11), false) { Now = Talk.Noon });
        pair.Asked.ShouldBe(Update(Shop, "name=Bea"));
        pair.Crm.Seen["phone"].ShouldBe(Value("1"));
    }

    [Fact]
    public void An_empty_value_clears_the_other_side() =>
        Pair.Linked().Feed(Crm, "phone=").Asked.ShouldBe(Update(Shop, "phone="));

    [Fact]
    public void Values_that_compare_alike_are_not_sent()
    {
        var pair = Pair.Linked().Under(p => p with { Properties = [.. p.Properties.Select(property => property with { Compare = Comparison.Lower })] });
        pair.Feed(Crm, "name=ADA").Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void Edits_that_compare_alike_are_agreed()
    {
        var pair = Pair.Linked().Under(p => p with { Properties = [.. p.Properties.Select(property => property with { Compare = Comparison.Lower })] })
            .Hint(Shop).Feed(Crm, "memo=ada").Reads(Shop, "memo=ADA", "s2");
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
        (pair.Crm.EditedAt.Count, pair.Shop.EditedAt.Count).ShouldBe((0, 0));
    }

    [Fact]
    public void What_was_decided_stays_decided_when_the_write_meets_another_version()
    {
        var pair = Pair.Linked().Under(p => p with { Policy = ConflictPolicy.Crm }).Feed(Crm, "name=Bea").Stores(Shop, otherwise: "name=BEA")
            .Hint(Shop).Feed(Crm, "name=Cid").Reads(Shop, "name=Zoe", "s8");
        pair.Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "phone=2", "s9").Asked.ShouldBe(Update(Crm, "phone=2", pair.Crm.Version));
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Update(Record("name=Cid"), "s9") { Doubtful = true });
        pair.Told.Count(told => told.Kind == ActivityKind.Decided).ShouldBe(1);
    }

    private static Ask.Update Update(Side side, string patch, string? ifVersion = null) =>
        new(side, Pair.Name(side), Record(patch), ifVersion ?? $"{Pair.Name(side)}1");

    private static Talk Quarantined() =>
        Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea memo=yes", "c2").Reads(Shop, "memo=no", "s2");
}
