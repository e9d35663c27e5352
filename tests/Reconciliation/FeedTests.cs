using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What may be merged unread, and what is only a reason to read.</summary>
public sealed class FeedTests
{
    private static readonly Ask ReadCrm = new Ask.Read(Crm, "c");
    private static readonly Ask SendNameToShop = new Ask.Update(Shop, "s", Record("name=Bea"), "s1");

    [Fact]
    public void A_body_above_the_position_is_merged_unread() =>
        Pair.Linked().Feed(Crm, "name=Bea", at: 11).Asked.ShouldBe(SendNameToShop);

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void A_body_not_above_the_position_is_read_and_not_merged(long place)
    {
        var pair = Pair.Linked().Feed(Crm, "name=Old", at: place);
        pair.Asked.ShouldBe(ReadCrm);
        pair.Crm.Seen["name"].ShouldBe(Value("Ada"));
    }

    [Fact]
    public void A_place_of_a_later_epoch_is_above_every_place_of_an_earlier_one()
    {
        var pair = Pair.Linked();
        var body = Record("email=a@x name=Bea phone=1 segment=gold memo=hi").Mapped();
        pair.Step(new Input.Observed(Crm, "c", body, "c2", Talk.Noon, new Position(2, 1), false) { Now = Talk.Noon });
        pair.Asked.ShouldBe(SendNameToShop);
    }

    [Fact]
    public void A_hint_is_read() => Pair.Linked().Hint(Crm).Asked.ShouldBe(ReadCrm);

    [Fact]
    public void A_body_beside_a_hint_is_read() => Pair.Linked().Feed(Crm, "name=Bea", besideHint: true).Asked.ShouldBe(ReadCrm);

    [Fact]
    public void An_echo_beside_a_hint_is_read() =>
        Pair.Linked().Feed(Crm, "", version: "c1", besideHint: true).Asked.ShouldBe(ReadCrm);

    [Fact]
    public void A_hint_for_another_record_is_no_hint()
    {
        var pair = Pair.Linked().Step(new Input.Hint(Crm, "c7") { Now = Talk.Noon });
        pair.Asked.ShouldBeNull();
    }

    [Fact]
    public void An_echo_asks_nothing_commits_nothing_and_is_acknowledged()
    {
        var pair = Pair.Linked().Echo(Crm, at: 20);
        pair.Asked.ShouldBeNull();
        pair.Decision.Commit.ShouldBeNull();
        pair.Decision.Acknowledge.ShouldBeTrue();
        pair.Crm.Position.ShouldBe(new Position(1, 20));
    }

    [Fact]
    public void A_new_version_of_the_same_record_is_remembered_and_nothing_is_asked()
    {
        var pair = Pair.Linked().Feed(Crm, "", version: "c7");
        pair.Asked.ShouldBeNull();
        pair.Row.Sides.Crm.Version.ShouldBe("c7");
    }

    [Fact]
    public void A_read_puts_a_side_ahead_of_its_feed_durably()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm);
        pair.Row.Sides.Crm.Ahead.ShouldBeTrue();
        pair.Asked.ShouldBeNull();
    }

    [Fact]
    public void A_write_puts_its_side_ahead_in_the_commit_of_its_intent() =>
        Pair.Linked().Feed(Crm, "name=Bea").Row.Sides.Shop.Ahead.ShouldBeTrue();

    [Fact]
    public void A_side_ahead_of_its_feed_is_read_even_for_a_body_above_the_position()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm).Feed(Crm, "name=Bea", at: 99);
        pair.Asked.ShouldBe(ReadCrm);
        pair.Crm.Seen["name"].ShouldBe(Value("Ada"));
    }

    [Fact]
    public void The_feeds_same_version_and_digest_end_being_ahead()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm, "", "c2").Echo(Crm, at: 12);
        pair.Crm.Ahead.ShouldBeFalse();
        pair.Feed(Crm, "name=Bea", at: 13).Asked.ShouldBe(SendNameToShop);
    }

    [Fact]
    public void The_same_version_with_another_digest_does_not_end_being_ahead()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm, "", "c2").Feed(Crm, "name=Bea", version: "c2");
        pair.Asked.ShouldBe(ReadCrm);
        pair.Crm.Ahead.ShouldBeTrue();
    }

    [Fact]
    public void The_same_digest_with_another_version_does_not_end_being_ahead()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm, "", "c2").Feed(Crm, "", version: "c3");
        pair.Asked.ShouldBe(ReadCrm);
        pair.Crm.Ahead.ShouldBeTrue();
    }

    [Fact]
    public void A_read_that_finds_what_the_feed_just_showed_ends_being_ahead()
    {
        var pair = Pair.Linked().Hint(Crm).Reads(Crm).Feed(Crm, "name=Bea", version: "c2", at: 12).Reads(Crm, "name=Bea", "c2");
        pair.Crm.Ahead.ShouldBeFalse();
        pair.Crm.Position.ShouldBe(new Position(1, 12));
    }

    [Fact]
    public void A_read_that_finds_something_else_than_the_feed_showed_leaves_the_side_ahead() =>
        Pair.Linked().Hint(Crm).Reads(Crm).Feed(Crm, "name=Bea", version: "c2", at: 12).Reads(Crm, "name=Cis", "c3")
            .Crm.Ahead.ShouldBeTrue();

    [Fact]
    public void A_feed_without_comparable_positions_only_hints() =>
        Pair.Linked().Where(Crm, can => can with { ComparablePositions = false }).Feed(Crm, "name=Bea").Asked.ShouldBe(ReadCrm);

    [Fact]
    public void A_feed_whose_versions_may_recur_only_hints() =>
        Pair.Linked().Where(Crm, can => can with { VersionsNeverRecur = false }).Feed(Crm, "name=Bea").Asked.ShouldBe(ReadCrm);

    [Fact]
    public void A_read_owed_survives_a_crash()
    {
        var pair = Pair.Linked().Hint(Crm).ReadFails(Crm);
        pair.Row.Sides.Crm.ReadOwed.ShouldBeTrue();
        pair.LastCommit!.NextAttempt.ShouldNotBeNull();
    }
}
