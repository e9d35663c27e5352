using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A person sets values back on both sides, whatever else happens meanwhile.</summary>
public sealed class UndoingTests
{
    [Fact]
    public void A_value_is_set_back_on_one_side_and_then_on_the_other()
    {
        var pair = Pair.Linked().Undoes("name", "Bea");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c1"));
        pair.Stores(Crm).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
        pair.Stores(Shop).Status.ShouldBe(PairStatus.InSync);
        pair.State.Base["name"].ShouldBe(Value("Bea"));
        pair.Row.Provenance["name"].ShouldBe(new Provenance(Crm, Talk.Noon, "undo") { By = "Eve" });
        pair.Told.Select(told => (told.Kind, told.Side, told.From, told.To, told.Rule, told.By)).ShouldBe(
        [
            (ActivityKind.Undone, null, "\"Ada\"", "\"Bea\"", "undo", "Eve"),
            (ActivityKind.Updated, Crm, "\"Ada\"", "\"Bea\"", "undo", "Eve"),
            (ActivityKind.Updated, Shop, "\"Ada\"", "\"Bea\"", "undo", "Eve"),
        ]);
    }

    [Fact]
    public void A_side_that_has_the_value_already_is_not_written_to()
    {
        var pair = Pair.Apart("name=Ada", "name=Cid", "name=Bea").Undoes("name", "Bea");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c1"));
        pair.Stores(Crm).Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void What_both_sides_have_already_is_no_change()
    {
        var pair = Pair.Linked().Undoes("name", "Ada");
        pair.Asked.ShouldBeNull();
        pair.Told.ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_of_another_property_meanwhile_does_not_cost_the_undo()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "phone=2", "c9");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c9"));
        pair.Stores(Crm).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea phone=2"), "s1"));
        pair.Stores(Shop).Row.Provenance["name"].By.ShouldBe("Eve");
    }

    [Fact]
    public void An_edit_of_the_property_meanwhile_wins_and_flows()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "name=Cid", "c9");
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Cid"), "s1"));
        pair.Stores(Shop).Status.ShouldBe(PairStatus.InSync);
        pair.State.Base["name"].ShouldBe(Value("Cid"));
    }

    /// <summary>Seeds operated:508672 and 513519 of the simulation: the read that closed the write showed nothing that was not seen before, and the edit was undone.</summary>
    [Fact]
    public void An_edit_that_the_feed_shows_while_the_write_waits_wins_too()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Answers(Crm, new WriteOutcome.Retryable(new Failure("busy")))
            .Echo(Crm).Feed(Crm, "name=Cid", "c9", modifiedAt: Talk.Noon).Later(TimeSpan.FromMinutes(1));
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "name=Cid", "c9", modifiedAt: Talk.Noon).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Cid"), "s1"));
    }

    [Fact]
    public void An_edit_on_the_other_side_before_the_undo_came_there_is_decided_by_the_later_time()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Stores(Crm).Answers(Shop, new WriteOutcome.VersionMismatch())
            .Reads(Shop, "name=Dora", "s9", modifiedAt: Talk.Noon.AddSeconds(1));
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Dora"), pair.Crm.Version));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crash_while_the_write_is_under_way_is_harmless(bool wasStored)
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Crashes();
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c1"));
        if (wasStored)
            pair.Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "name=Bea", "c9");
        else
            pair.Stores(Crm);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
        pair.Crashes().Stores(Shop).Status.ShouldBe(PairStatus.InSync);
        pair.Row.Provenance["name"].By.ShouldBe("Eve");
        pair.Told.Count(told => told is { Kind: ActivityKind.Updated, By: "Eve" }).ShouldBe(2);
    }

    [Fact]
    public void A_crash_and_an_edit_of_another_property_cost_the_undo_nothing()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Crashes().Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "phone=2", "c9");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c9"));
    }

    [Fact]
    public void A_side_that_tells_nothing_and_stores_nothing_is_not_written_to_without_end()
    {
        var pair = Pair.Linked().Undoes("name", "Bea").Answers(Crm, new WriteOutcome.Succeeded(null));
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "", "c9").Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void A_decision_undone_is_a_conflict_again_with_the_values_it_had()
    {
        var pair = Pair.Apart("memo=hi", "memo=yes", "memo=no").Due().Resolves("memo", Crm).Stores(Shop).Undoes("memo", "yes", "no");
        pair.Asked.ShouldBeOfType<Ask.Update>().Patch.ShouldBe(Record("memo=no"));
        pair.Stores(Shop).Status.ShouldBe(PairStatus.Conflict);
        pair.Row.Conflicts["memo"].ShouldBe(new Conflict(Value("yes"), Value("yes"), Value("no"), "Eve undid the decision"));
        pair.Resolves("memo", Shop).Asked.ShouldBeOfType<Ask.Update>().Patch.ShouldBe(Record("memo=no"));
    }

    [Fact]
    public void A_parked_pair_moves_again_by_an_undo()
    {
        var pair = Pair.Linked().Feed(Crm, "name=???").Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name"));
        pair.Status.ShouldBe(PairStatus.Parked);
        pair.Undoes("name", "Ada").Asked.ShouldBeOfType<Ask.Update>().Side.ShouldBe(Crm);
        pair.Stores(Crm).Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void What_cannot_be_set_back_now_is_refused_with_its_reason()
    {
        Pair.Linked().Refuses(Pair.Linked().Undo("name", "Bea")).ShouldBeNull();
        Pair.Linked().Feed(Crm, "phone=2").Refuses(Pair.Linked().Undo("name", "Bea")).ShouldBeOfType<Instructed.Busy>();
        Pair.Linked().Refuses(Pair.Linked().Undo("segment", "tin")).ShouldBeOfType<Instructed.CannotUndo>().Reason.ShouldContain("flows only from crm");
        Pair.Linked().Hint(Shop).ReadsGone(Shop).Refuses(Pair.Linked().Undo("name", "Bea")).ShouldBeOfType<Instructed.CannotUndo>();
        Pair.Linked().Refuses(Pair.Linked().Undo("memo", "yes", "no")).ShouldBeOfType<Instructed.CannotUndo>();
    }

    [Fact]
    public void Values_that_moved_since_the_person_looked_refuse_and_change_nothing()
    {
        var seen = Pair.Linked().Undo("name", "Bea");
        var pair = Pair.Linked().Feed(Crm, "name=Cid").Stores(Shop);
        pair.Refuses(seen).ShouldBe(new Instructed.Moved("\"Cid\"", "\"Cid\""));
        var before = Described.Text(pair.State);
        pair.Step(seen).Decision.Commit.ShouldBeNull();
        Described.Text(pair.State).ShouldBe(before);
    }
}
