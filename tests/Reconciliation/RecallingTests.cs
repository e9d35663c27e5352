using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Whether a pair's story says that its records were created in a time.</summary>
public sealed class RecallingTests
{
    private static readonly DateTimeOffset Live = Talk.Noon.AddHours(-1);
    private static readonly UndoRange Import = new(Crm, Talk.Noon, null, Created: true);

    [Fact]
    public void A_record_that_came_in_that_time_and_the_copy_made_of_it_are_taken_back()
    {
        var item = Of(Created(), Import)!;
        (item.Property, item.Outcome, item.Reason, item.IsCreation).ShouldBe((null, RetraceOutcome.TakeBack, "crm c and shop s: deleted", true));
        item.ChangedAt.ShouldBe(new PerSide<DateTimeOffset?>(Talk.Noon, Talk.Noon));
        item.Change.Activity.EditedAt.ShouldBe(Talk.Noon);
    }

    [Fact]
    public void Nothing_is_deleted_unless_that_is_asked_for()
    {
        var item = Of(Created(), Import with { Created = false })!;
        (item.Outcome, item.Reason).ShouldBe((RetraceOutcome.Refused, "crm c and shop s came in that time; --created has both deleted"));
    }

    [Fact]
    public void A_record_that_came_and_has_no_counterpart_is_taken_back_alone()
    {
        var parked = Named(Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name")));
        var item = Of(parked, Import)!;
        (item.Outcome, item.Reason).ShouldBe((RetraceOutcome.TakeBack, "crm c: deleted"));
        Of(parked, Import with { Origin = Shop }).ShouldBeNull();
        Of(parked, Import, live: Talk.Noon.AddHours(1)).ShouldBeNull("a first scan found it");
        Of(parked, new UndoRange(Crm, Talk.Noon.AddHours(-2), Talk.Noon.AddHours(-1), true)).ShouldBeNull();
    }

    [Fact]
    public void A_record_came_when_it_was_first_seen_however_late_its_copy_was_made()
    {
        var talk = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm).FindFails(Shop).Later(TimeSpan.FromHours(1));
        var late = Named(talk.Finds(Shop).Stores(Shop, version: "s1").Reads(Shop));
        Of(late, Import with { Until = Talk.Noon.AddMinutes(20) })!.Outcome.ShouldBe(RetraceOutcome.TakeBack);
        Of(late, Import with { Since = Talk.Noon.AddMinutes(20) })!.Reason.ShouldBe("crm c was there before");
    }

    [Fact]
    public void What_the_import_changed_in_it_afterwards_goes_with_it_and_what_others_changed_keeps_it()
    {
        var pair = Created();
        pair.Talk.Later(TimeSpan.FromMinutes(1));
        pair.Talk.Edits(Crm, "name=Bea").Stores(Shop);
        (Of(pair, Import)!.Outcome, Of(pair, Import)!.Newest).ShouldBe((RetraceOutcome.TakeBack, Talk.Noon.AddMinutes(1)));
        Of(pair, Import with { Until = Talk.Noon.AddMinutes(1) })!.Outcome.ShouldBe(RetraceOutcome.TakeBack, "up to what was shown");
        pair.Talk.Later(TimeSpan.FromMinutes(10));
        pair.Talk.Edits(Crm, "name=Cid").Stores(Shop);
        Of(pair, Import with { Until = Talk.Noon.AddMinutes(5) })!.Outcome.ShouldBe(RetraceOutcome.Overtaken);
        pair.Talk.Edits(Shop, "name=Dora").Stores(Crm);
        var item = Of(pair, Import)!;
        item.Outcome.ShouldBe(RetraceOutcome.Overtaken);
        item.Reason.ShouldContain("Dora in place of Cid");
    }

    [Fact]
    public void An_edit_that_has_not_reached_the_other_side_keeps_it_if_it_is_anothers()
    {
        var pair = Created();
        pair.Talk.Edits(Shop, "name=Dora").Answers(Crm, new WriteOutcome.Rejected("name", "no"));
        Of(pair, Import)!.Reason.ShouldContain("which has not reached crm");
        Of(pair, Import with { Origin = null })!.Outcome.ShouldBe(RetraceOutcome.TakeBack);
    }

    [Fact]
    public void A_value_that_the_copy_has_of_its_own_keeps_it()
    {
        var pair = Created("email=a@x name=Ada segment=gold");
        pair.Talk.Edits(Shop, "segment=tin");
        Of(pair, Import)!.Reason.ShouldBe("shop has a segment of its own");
    }

    [Fact]
    public void What_may_be_older_is_never_taken_for_created()
    {
        Of(Created(), Import, live: null)!.Reason.ShouldContain("when the first scans were done is not known");
        Of(Created(), Import, live: Talk.Noon.AddHours(1))!.Reason.ShouldContain("found by the first scan");
        Of(Created(madeAt: Talk.Noon.AddMinutes(-1)), Import)!.Reason.ShouldBe("crm c was there before");
        Of(Created(changedAt: Talk.Noon.AddDays(-9)), Import)!.Reason.ShouldContain("was changed last at 2029-12-23 12:00:00Z, and is older");
        var filtered = Pair.Pairing with { Where = Pair.Pairing.Where.With(Crm, Pair.Pairing.Where.Crm.Add("type", "order")) };
        Of(Created(), Import, pairing: filtered)!.Reason.ShouldContain("may have come into the pairing's where");
        var again = Created();
        again = again with { State = again.State with { Generation = 2 } };
        Of(again, Import)!.Reason.ShouldContain("its counterpart is not its first");
    }

    [Fact]
    public void Records_that_cannot_go_now_or_that_others_need_stay_with_the_reason()
    {
        Of(Created(), Import, needed: "records still refer to it")!.Reason.ShouldBe("records still refer to it");
        var barred = Created();
        barred.Talk.Unlinks();
        Of(barred, Import)!.Reason.ShouldContain("unlinked by Eve");
        var archived = Pair.Pairing with { Delete = new(DeleteMode.Archive, DeleteMode.Archive) };
        Of(Created(), Import, pairing: archived)!.Reason.ShouldContain("archived");
        var going = Created();
        going.Talk.TakesBack().Reads(Crm).Reads(Shop);
        Of(going, Import)!.Outcome.ShouldBe(RetraceOutcome.SoAlready);
    }

    private static Retraced? Of(Case pair, UndoRange range, string? needed = null, Pairing? pairing = null) => Of(pair, range, Live, needed, pairing);

    private static Retraced? Of(Case pair, UndoRange range, DateTimeOffset? live, string? needed = null, Pairing? pairing = null) => Retracing.Since(
        pair.State, pairing ?? Pair.Pairing, [.. pair.Talk.Told.Select((told, index) => new RecordedActivity(index + 1, pair.State.Id, told)).Reverse()], range,
        new Setting(pair.Talk.Now, live) { Needed = needed }).SingleOrDefault(item => item.IsCreation);

    private static Case Created(string record = "email=a@x name=Ada", DateTimeOffset? madeAt = null, DateTimeOffset? changedAt = null)
    {
        var talk = Pair.Half().Feed(Crm, record, "c1", modifiedAt: changedAt).LooksAround().Reads(Crm, modifiedAt: changedAt).Finds(Shop).Stores(Shop, version: "s1");
        return Named(talk.Reads(Shop), madeAt);
    }

    /// <summary>A pair that was first seen at noon unless said otherwise: its id says so.</summary>
    private static Case Named(Talk talk, DateTimeOffset? madeAt = null) => new(talk, PairId.New("customer", madeAt ?? Talk.Noon));

    private sealed record Case(Talk Talk, PairId Id)
    {
        private readonly PairState? state;

        public PairState State
        {
            get => state ?? Talk.State with { Id = Id };
            init => state = value;
        }
    }
}
