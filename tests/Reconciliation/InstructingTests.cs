using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What a person may tell a pair, and when not.</summary>
public sealed class InstructingTests
{
    [Fact]
    public void A_choice_between_the_values_of_now_is_taken()
    {
        var pair = Quarantined();
        pair.Refuses(Resolve("memo", "\"yes\"", "\"no\"")).ShouldBeNull();
        pair.Step(Resolve("memo", "\"yes\"", "\"no\"")).Row.Provenance["memo"].ShouldBe(new Provenance(Crm, Talk.Noon, "manual") { By = "Eve" });
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("memo=yes"), "s2"));
    }

    [Theory]
    [InlineData("\"maybe\"", "\"no\"")]
    [InlineData("\"yes\"", "null")]
    [InlineData("no json", "")]
    public void A_choice_between_other_values_is_refused_with_those_of_now_and_changes_nothing(string crm, string shop)
    {
        var pair = Quarantined();
        var before = Described.Text(pair.State);
        pair.Refuses(Resolve("memo", crm, shop)).ShouldBe(new Instructed.Moved("\"yes\"", "\"no\""));
        pair.Step(Resolve("memo", crm, shop)).Decision.Commit.ShouldBeNull();
        Described.Text(pair.State).ShouldBe(before);
    }

    [Fact]
    public void Values_that_moved_while_nothing_is_merged_count_as_they_are_now()
    {
        var pair = Quarantined().Hint(Shop).Reads(Shop, "memo=never", "s9", inScope: false);
        pair.Refuses(Resolve("memo", "\"yes\"", "\"no\"")).ShouldBe(new Instructed.Moved("\"yes\"", "\"never\""));
    }

    [Fact]
    public void A_property_without_a_conflict_is_refused_by_name() =>
        Quarantined().Refuses(Resolve("name", "\"Ada\"", "\"Ada\"")).ShouldBe(new Instructed.NoConflict("no conflict waits on name"));

    [Fact]
    public void A_decision_met_by_a_new_edit_of_the_loser_is_a_conflict_again()
    {
        var pair = Quarantined().Resolves("memo", Crm).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "memo=never", "s9");
        pair.Asked.ShouldBeNull();
        pair.Row.Conflicts["memo"].ShouldBe(new Conflict(Value("no"), Value("yes"), Value("never"), "edited on both sides"));
    }

    [Fact]
    public void What_does_not_stand_still_is_not_replayed() =>
        Pair.Linked().Refuses(new Input.Replay("Eve") { Now = Talk.Noon }).ShouldBe(new Instructed.NotHalted(PairStatus.InSync));

    [Fact]
    public void A_record_that_cannot_be_mapped_is_read_again_by_a_replay()
    {
        var pair = Pair.Linked().FeedsBad(Crm, "name", "name is a number");
        pair.Refuses(new Input.Replay("Eve") { Now = Talk.Noon }).ShouldBeNull();
        pair.Replays().Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "name=Bea", "c9").Reads(Shop).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
    }

    [Fact]
    public void A_refresh_reads_both_records_and_is_acknowledged_when_both_are_durable()
    {
        var pair = Pair.Linked().Refreshes();
        (pair.Asked, pair.Decision.Acknowledge).ShouldBe((new Ask.Read(Crm, "c"), false));
        pair.Reads(Crm);
        (pair.Asked, pair.Decision.Acknowledge).ShouldBe((new Ask.Read(Shop, "s"), false));
        pair.Reads(Shop, "phone=2", "s2");
        (pair.Asked, pair.Decision.Acknowledge).ShouldBe((new Ask.Update(Crm, "c", Record("phone=2"), "c1"), true));
    }

    [Fact]
    public void A_refresh_of_a_side_that_fails_is_owed_durably()
    {
        var pair = Pair.Linked().Refreshes().ReadFails(Crm).Reads(Shop);
        (pair.Asked, pair.Decision.Acknowledge).ShouldBe((null, true));
        pair.Row.Sides.Crm.ReadOwed.ShouldBeTrue();
    }

    private static Input.Resolve Resolve(string property, string crm, string shop) => new(property, Crm, crm, shop, "Eve") { Now = Talk.Noon };

    private static Talk Quarantined() => Pair.Linked().Hint(Shop).Feed(Crm, "memo=yes", "c2").Reads(Shop, "memo=no", "s2");
}
