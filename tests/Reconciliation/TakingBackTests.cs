using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A person takes back that records were created: both go, but what somebody changed.</summary>
public sealed class TakingBackTests
{
    [Fact]
    public void Both_records_are_read_and_then_deleted_by_one_grant_and_the_row_goes_with_them()
    {
        var pair = Pair.Linked().TakesBack();
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop).Asked.ShouldBe(new Ask.Grant(Crm, 1));
        pair.Row.Retired.ShouldBe(new Retirement("Eve", null));
        pair.Grants(Crm).Asked.ShouldBe(new Ask.Delete(Crm, "c", "c1"));
        pair.Answers(Crm, new WriteOutcome.Succeeded(null)).ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 1));
        pair.Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).ReadsGone(Shop).LastCommit!.Purge.ShouldBeTrue();
        pair.Told.Select(told => (told.Kind, told.Side, told.By)).ShouldBe(
            [(ActivityKind.Undone, null, "Eve"), (ActivityKind.Deleted, Crm, "Eve"), (ActivityKind.Deleted, Shop, "Eve")]);
    }

    [Fact]
    public void A_record_without_a_counterpart_goes_alone_and_is_nobodys_candidate_meanwhile()
    {
        var pair = Parked().TakesBack().Reads(Crm);
        pair.Asked.ShouldBe(new Ask.Grant(Crm, 1));
        pair.LastCommit!.MatchKey.ShouldBeNull();
        pair.Grants(Crm, yes: false).Asked.ShouldBeNull();
        pair.Offers(Shop, "s9").Decision.Refuse.ShouldBeTrue();
        pair.Later(TimeSpan.FromMinutes(1)).Grants(Crm).Answers(Crm, new WriteOutcome.Succeeded(null)).Asked.ShouldBe(new Ask.Read(Crm, "c"), "and not deleted again");
        pair.ReadsGone(Crm).LastCommit!.Purge.ShouldBeTrue();
    }

    /// <summary>It had waited for another pair, and was woken for that all the time.</summary>
    [Fact]
    public void A_record_that_is_to_go_waits_for_nobody_else()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround(createIsOpen: true).TakesBack().Reads(Crm).Grants(Crm, yes: false);
        pair.LastCommit!.NextAttempt.ShouldBe(pair.Crm.Retry!.NotBefore);
    }

    [Fact]
    public void A_record_without_a_counterpart_that_was_changed_meanwhile_stays_and_goes_on()
    {
        var pair = Parked().TakesBack().Reads(Crm).Grants(Crm).Answers(Crm, new WriteOutcome.VersionMismatch());
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "name=Bea", "c2").Row.Retired.ShouldBeNull();
        pair.Asked.ShouldNotBeOfType<Ask.Grant>();
    }

    [Fact]
    public void What_the_budget_does_not_grant_waits_and_is_taken_back_again_while_nothing_is_deleted()
    {
        var pair = TakenBack().Grants(Crm, yes: false).Grants(Shop, yes: false);
        (pair.Status, pair.Asked).ShouldBe((PairStatus.Paused, null));
        pair.Lifts().Reads(Crm).Reads(Shop);
        (pair.Row.Retired, pair.Status, pair.Asked).ShouldBe((null, PairStatus.InSync, null));
    }

    [Fact]
    public void A_deletion_that_is_not_answered_comes_before_it_is_taken_back_again()
    {
        var pair = Pair.Linked().TakesBack().Reads(Crm).Reads(Shop).Grants(Crm).AnswersUnknown(Crm);
        pair.Refuses(new Input.Lift("Eve", Preview: false) { Now = pair.Now }).ShouldBe(new Instructed.NotNow("a write to crm is not answered yet"));
    }

    [Fact]
    public void A_crash_after_it_was_said_is_harmless()
    {
        var pair = TakenBack().Crashes();
        pair.Asked.ShouldBe(new Ask.Grant(Crm, 1));
        pair.Grants(Crm).Crashes().ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 1));
        pair.Grants(Shop).Crashes().ReadsGone(Shop).LastCommit!.Purge.ShouldBeTrue();
    }

    [Theory]
    [InlineData("phone=2", "c1")]
    [InlineData("", "c9")]
    public void What_a_read_shows_otherwise_than_it_was_last_seen_stays(string edit, string version)
    {
        var pair = Pair.Linked().TakesBack().Reads(Crm, edit, version);
        pair.Heard.ShouldBe(new Instructed.NotNow("the crm record is being changed"));
        pair.State.Retired.ShouldBeNull();
        pair.Asked.ShouldNotBeOfType<Ask.Grant>();
    }

    [Fact]
    public void A_record_changed_later_than_is_told_stays_whatever_was_changed_in_it()
    {
        var told = Talk.Noon.AddMinutes(-5);
        Pair.Linked().TakesBack(crmChangedAt: told).Reads(Crm).Heard.ShouldBe(new Instructed.CannotUndo(
            "the crm record was changed since, at 2030-01-01 12:00:00Z, in something that is not synchronised"));
        Pair.Linked().TakesBack(crmChangedAt: Talk.Noon, shopChangedAt: told).Reads(Crm).Reads(Shop).Heard.ShouldBeOfType<Instructed.CannotUndo>();
        Pair.Linked().TakesBack(Talk.Noon, Talk.Noon).Reads(Crm).Reads(Shop).Asked.ShouldBe(new Ask.Grant(Crm, 1));
    }

    [Fact]
    public void A_side_that_does_not_answer_keeps_its_record()
    {
        var pair = Pair.Linked().TakesBack().ReadFails(Crm);
        pair.Heard.ShouldBe(new Instructed.NotNow("crm did not show its record: no answer"));
        pair.State.Retired.ShouldBeNull();
    }

    [Fact]
    public void A_record_that_is_gone_meanwhile_is_followed_by_the_rules()
    {
        var pair = Pair.Linked().TakesBack().ReadsGone(Crm);
        pair.Heard.ShouldBe(new Instructed.CannotUndo("there is no crm record any more"));
        pair.Reads(Shop).Asked.ShouldBe(new Ask.Grant(Shop, 1));
    }

    /// <summary>The other one went, and the two were half a pair.</summary>
    [Fact]
    public void Where_a_side_refuses_the_first_deletion_both_stay_until_a_person_has_it_tried_again()
    {
        var pair = TakenBack().Grants(Crm).Answers(Crm, new WriteOutcome.Rejected(null, "has orders"));
        (pair.Asked, pair.Status, pair.LastCommit!.NextAttempt, pair.Row.Sides.Shop.Intent).ShouldBe((null, PairStatus.Parked, null, null));
        pair.Replays().Reads(Crm).Reads(Shop).Asked.ShouldBe(new Ask.Grant(Crm, 1));
    }

    [Fact]
    public void A_record_that_somebody_deleted_first_has_the_other_deleted()
    {
        var pair = TakenBack().Grants(Crm).Answers(Crm, new WriteOutcome.VersionMismatch());
        pair.ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 1));
    }

    [Fact]
    public void A_record_that_is_back_after_it_was_deleted_keeps_both()
    {
        var pair = TakenBack().Grants(Crm).Answers(Crm, new WriteOutcome.Succeeded(null)).ReadsGone(Crm).Grants(Shop, yes: false).Hint(Crm).Reads(Crm, "", "c9");
        (pair.Row.Retired, pair.Status, pair.Asked).ShouldBe((null, PairStatus.InSync, null));
    }

    [Fact]
    public void A_deletion_that_may_have_been_sent_stays_though_an_edit_of_the_other_record_keeps_it()
    {
        var pair = TakenBack().Grants(Crm).AnswersUnknown(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Bea", "s2");
        (pair.Row.Retired, pair.Row.Sides.Crm.Intent is Intent.Delete { Granted: true }).ShouldBe((null, true));
    }

    [Fact]
    public void An_edit_before_the_first_deletion_keeps_both()
    {
        var pair = TakenBack().Grants(Crm).Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "name=Bea", "c2");
        pair.Row.Retired.ShouldBeNull();
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Texts.Record("name=Bea"), "s1"));
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Decided && told.Text == "kept: crm c was changed when its creation was undone");
    }

    [Fact]
    public void An_edit_before_the_second_deletion_has_what_was_deleted_made_again()
    {
        var pair = TakenBack().Grants(Crm).Answers(Crm, new WriteOutcome.Succeeded(null)).ReadsGone(Crm)
            .Grants(Shop).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Bea", "s2");
        (pair.State.Generation, pair.State.Sides.Crm.Id, pair.State.Retired).ShouldBe((2, null, null));
        pair.Asked.ShouldBeOfType<Ask.LookAround>();
    }

    [Fact]
    public void Where_records_are_archived_and_not_deleted_that_comes_last()
    {
        var pair = TakenBack(p => p with { Delete = new(DeleteMode.Propagate, DeleteMode.Archive) });
        pair.Asked.ShouldBe(new Ask.Grant(Shop, 1));
        pair.Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).ReadsGone(Shop).Asked.ShouldBe(new Ask.Archive(Crm, "c", "c1"));
        pair.Answers(Crm, new WriteOutcome.Succeeded(null)).Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "", "c9").Status.ShouldBe(PairStatus.Unlinked);
        pair.Row.Retired.ShouldBeNull();
    }

    [Fact]
    public void Neither_is_archived_if_what_is_deleted_first_was_edited_and_no_edit_is_archived()
    {
        var archiving = (Pairing p) => p with { Delete = new(DeleteMode.Propagate, DeleteMode.Archive) };
        var shop = TakenBack(archiving).Grants(Shop).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Bea", "s2");
        shop.Asked.ShouldBe(new Ask.Update(Crm, "c", Texts.Record("name=Bea"), "c1"));
        var crm = TakenBack(archiving).Grants(Shop, yes: false).Hint(Crm).Reads(Crm, "name=Bea", "c2");
        (crm.Row.Retired, crm.Row.Sides.Shop.Intent is Intent.Delete).ShouldBe((null, false));
    }

    [Fact]
    public void What_cannot_be_taken_back_now_is_refused_with_its_reason()
    {
        Refusal(Pair.Linked()).ShouldBeNull();
        Refusal(Pair.Linked().Feed(Crm, "phone=2")).ShouldBeOfType<Instructed.Busy>();
        Refusal(Pair.Linked().Unlinks()).ShouldBeOfType<Instructed.CannotUndo>();
        Refusal(Pair.Linked().Hint(Shop).ReadsGone(Shop)).ShouldBeOfType<Instructed.CannotUndo>();
        Refusal(Pair.Creating()).ShouldBeOfType<Instructed.Busy>();
        Refusal(TakenBack()).ShouldBeOfType<Instructed.Busy>();
        TakenBack().Refuses(TakenBack().Undo("name", "Bea")).ShouldBe(new Instructed.CannotUndo("its records are being deleted"));
    }

    /// <summary>Both were deleted once that was granted.</summary>
    [Fact]
    public void A_record_that_was_to_be_deleted_stays_when_a_person_links_it()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name")).TakesBack().Reads(Crm).Grants(Crm, yes: false);
        pair.Links(Shop, "s9").Reads(Crm).ReadsCandidate(Shop, "s9", "email=a@x name=Ada").Reads(Shop);
        (pair.Row.Retired, pair.Row.Sides.Crm.Intent, pair.Row.Sides.Shop.Id).ShouldBe((null, null, "s9"));
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldNotBeOfType<Ask.Grant>();
    }

    private static Instructed? Refusal(Talk pair) => pair.Refuses(pair.TakeBack());

    private static Talk TakenBack(Func<Pairing, Pairing>? under = null) => Pair.Linked().Under(under ?? (p => p)).TakesBack().Reads(Crm).Reads(Shop);

    private static Talk Parked() => Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name"));
}
