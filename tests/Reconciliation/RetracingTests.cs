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
        Retracing.Since(pair.State, Pair.Pairing, Story(pair), range).Select(item => (item.Property, item.Outcome, item.To?.Crm.ToString()));

    private static Input.Undo Undo(Retraced item) => new([item.AsSetBack()], "Eve", "it") { Now = Talk.Noon };

    /// <summary>All that was told, newest first, numbered from 1.</summary>
    private static List<RecordedActivity> Story(Talk pair) =>
        [.. pair.Told.Select((told, index) => new RecordedActivity(index + 1, Pair.Id, told)).Reverse()];
}
