using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What undoing comes to, read out of a pair's own story.</summary>
public sealed class RetracingTests
{
    [Fact]
    public void A_change_that_still_stands_is_set_back_to_what_was_there()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop);
        var item = Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!;
        (item.Outcome, item.Property, item.To).ShouldBe((RetraceOutcome.SetBack, "name", new PerSide<Value>(Value("Ada"), Value("Ada"))));
        pair.Step(Undo(item)).Stores(Crm).Stores(Shop).State.Base["name"].ShouldBe(Value("Ada"));
        Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!.Outcome.ShouldBe(RetraceOutcome.SoAlready);
    }

    [Fact]
    public void A_change_that_was_edited_since_is_overtaken_and_says_by_what()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Edits(Shop, "name=Cid").Stores(Crm);
        var item = Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!;
        item.Outcome.ShouldBe(RetraceOutcome.Overtaken);
        item.Reason.ShouldContain("Cid in place of Bea");
        item.To!.Crm.ShouldBe(Value("Ada"));
    }

    [Fact]
    public void An_edit_that_has_not_reached_the_other_side_overtakes_too()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Edits(Crm, "name=Cid").Answers(Shop, new WriteOutcome.Retryable(new Failure("503")));
        Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!.Reason.ShouldBe("crm has Cid now");
    }

    [Fact]
    public void The_form_in_which_a_side_keeps_a_value_is_no_edit_of_it()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop, "name=BEA");
        Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!.Outcome.ShouldBe(RetraceOutcome.SetBack);
    }

    [Fact]
    public void An_undo_is_undone_like_any_change()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Undoes("name", "Ada").Stores(Crm).Stores(Shop);
        var undone = Story(pair).Single(told => told.Activity.Kind == ActivityKind.Undone);
        var item = Retracing.Change(pair.State, Pair.Pairing, Story(pair), undone.Sequence)!;
        (item.Outcome, item.To!.Crm).ShouldBe((RetraceOutcome.SetBack, Value("Bea")));
    }

    [Fact]
    public void A_decision_is_undone_to_what_each_side_had()
    {
        var pair = Pair.Apart("memo=hi", "memo=yes", "memo=no").Due().Resolves("memo", Crm).Stores(Shop);
        var resolved = Story(pair).Single(told => told.Activity.Kind == ActivityKind.Resolved);
        var item = Retracing.Change(pair.State, Pair.Pairing, Story(pair), resolved.Sequence)!;
        (item.Outcome, item.To).ShouldBe((RetraceOutcome.SetBack, new PerSide<Value>(Value("yes"), Value("no"))));
        pair.Step(Undo(item)).Stores(Shop).Status.ShouldBe(PairStatus.Conflict);
    }

    [Fact]
    public void Everything_from_one_side_in_a_time_goes_back_to_before_its_first_change()
    {
        var pair = Pair.Linked().Edits(Shop, "phone=7").Stores(Crm).Later(TimeSpan.FromHours(1));
        var since = pair.Now;
        pair.Edits(Crm, "name=Bea").Stores(Shop).Edits(Crm, "name=Cid email=c@x").Stores(Shop);
        Since(pair, new UndoRange(Crm, since, null)).ShouldBe([("email", RetraceOutcome.SetBack, "a@x"), ("name", RetraceOutcome.SetBack, "Ada")], ignoreOrder: true);
        Since(pair, new UndoRange(Shop, since, null)).ShouldBeEmpty();
        Since(pair, new UndoRange(null, Talk.Noon, null)).ShouldContain(("phone", RetraceOutcome.SetBack, "1"));
        Since(pair, new UndoRange(Crm, Talk.Noon, since.AddTicks(-1))).ShouldBeEmpty();
    }

    [Fact]
    public void What_others_changed_between_two_of_the_changes_stays()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Edits(Shop, "name=Dora").Stores(Crm).Edits(Crm, "name=Cid").Stores(Shop);
        Since(pair, new UndoRange(Crm, Talk.Noon, null)).ShouldBe([("name", RetraceOutcome.SetBack, "Dora")]);
    }

    [Fact]
    public void A_range_that_was_undone_once_finds_all_of_it_so_already()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Undoes("name", "Ada").Stores(Crm).Stores(Shop);
        Since(pair, new UndoRange(Crm, Talk.Noon, null)).ShouldBe([("name", RetraceOutcome.SoAlready, "Ada")]);
    }

    [Fact]
    public void An_edit_that_never_reached_the_other_side_is_set_back_where_it_was_made()
    {
        var pair = Pair.Linked().Edits(Crm, "name=???").Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name"));
        var item = Items(pair, new UndoRange(Crm, Talk.Noon, null)).ShouldHaveSingleItem();
        (item.Property, item.Outcome, item.Now!.Crm, item.To!.Crm).ShouldBe(("name", RetraceOutcome.SetBack, Value("???"), Value("Ada")));
        item.Change.Activity.Text.ShouldBe("??? in place of Ada, which has not reached shop");
        pair.Step(Undo(item)).Stores(Crm).Status.ShouldBe(PairStatus.InSync);
        Since(Pair.Linked().Edits(Crm, "name=???"), new UndoRange(Shop, Talk.Noon, null)).ShouldBeEmpty();
        Since(Pair.Linked().Edits(Crm, "name=???"), new UndoRange(Crm, Talk.Noon.AddHours(1), null)).ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_that_never_reached_the_other_side_goes_with_those_before_it_that_did()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop).Edits(Crm, "name=Cid").Answers(Shop, new WriteOutcome.Retryable(new Failure("503")));
        Since(pair, new UndoRange(Crm, Talk.Noon, null)).ShouldBe([("name", RetraceOutcome.SetBack, "Ada")]);
        Since(pair, new UndoRange(Crm, Talk.Noon.AddHours(-1), Talk.Noon.AddSeconds(-1))).ShouldBeEmpty();
    }

    /// <summary>It is told then, and it is then that it happened.</summary>
    [Fact]
    public void An_edit_that_a_decision_has_chosen_belongs_to_the_time_of_that()
    {
        var pair = Pair.Linked().Edits(Crm, "name=Bea").Later(TimeSpan.FromHours(1)).Answers(Shop, new WriteOutcome.VersionMismatch())
            .Reads(Shop, "name=Cid", "s9", Talk.Noon.AddMinutes(-1)).Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name"));
        Since(pair, new UndoRange(Crm, Talk.Noon, Talk.Noon.AddMinutes(30))).ShouldBeEmpty();
        Since(pair, new UndoRange(Crm, Talk.Noon.AddMinutes(30), null)).ShouldBe([("name", RetraceOutcome.SetBack, "Cid")]);
    }

    [Fact]
    public void An_edit_that_is_in_conflict_is_overtaken_by_the_other()
    {
        var pair = Pair.Linked().Edits(Crm, "memo=yes").Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "memo=no", "s9");
        pair.Status.ShouldBe(PairStatus.Conflict);
        foreach (var side in Sides.Both)
            Items(pair, new UndoRange(side, Talk.Noon, null)).ShouldHaveSingleItem().Outcome.ShouldBe(RetraceOutcome.Overtaken, side.Name());
    }

    [Fact]
    public void A_record_that_cannot_be_mapped_since_then_is_named()
    {
        var pair = Pair.Linked().FeedsBad(Crm, "name", "not a text");
        var item = Items(pair, new UndoRange(Crm, Talk.Noon, null)).ShouldHaveSingleItem();
        (item.Property, item.Outcome, item.Reason).ShouldBe(("name", RetraceOutcome.Refused, "the crm record cannot be mapped since then, and is mended there: not a text"));
        Since(pair, new UndoRange(Shop, Talk.Noon, null)).ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_be_set_back_says_why()
    {
        Refusal(Pair.Linked().Edits(Crm, "segment=tin").Stores(Shop)).ShouldContain("flows only from crm");
        Refusal(Pair.Creating().Stores(Shop)).ShouldNotBeEmpty();
        var before = Pair.Linked().Edits(Crm, "name=Bea").Stores(Shop);
        var renamed = Pair.Pairing with { Revision = 2, Properties = [.. Pair.Pairing.Properties.Select(p => p with { Since = 2 })] };
        Retracing.Change(before.State, renamed, [.. Story(before).Select(told => told with { Activity = told.Activity with { Revision = 1 } })], 1)!
            .Reason.ShouldContain("means something else since 2");
        Retracing.Change(before.State, Pair.Pairing, Story(before), 99).ShouldBeNull();
    }

    private static string Refusal(Talk pair)
    {
        var item = Retracing.Change(pair.State, Pair.Pairing, Story(pair), 1)!;
        item.Outcome.ShouldBe(RetraceOutcome.Refused);
        return item.Reason;
    }

    private static IEnumerable<(string?, RetraceOutcome, string?)> Since(Talk pair, UndoRange range) =>
        Items(pair, range).Select(item => (item.Property, item.Outcome, item.To?.Crm.ToString()));

    private static IReadOnlyList<Retraced> Items(Talk pair, UndoRange range) =>
        Retracing.Since(pair.State, Pair.Pairing, Story(pair), range, new Setting(pair.Now, null));

    private static Input.Undo Undo(Retraced item) => new([item.AsSetBack()], "Eve", "it") { Now = Talk.Noon };

    /// <summary>All that was told, newest first, numbered from 1.</summary>
    private static List<RecordedActivity> Story(Talk pair) =>
        [.. pair.Told.Select((told, index) => new RecordedActivity(index + 1, Pair.Id, told)).Reverse()];
}
