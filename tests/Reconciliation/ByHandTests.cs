using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Links that people end, make, move, split and merge.</summary>
public sealed class ByHandTests
{
    private static readonly PairId Other = Pair.HigherId;

    [Fact]
    public void An_unlinked_pair_is_a_barrier_that_no_edit_passes()
    {
        var pair = Pair.Linked().Unlinks();
        (pair.LastCommit!.Status, pair.LastCommit.NextAttempt).ShouldBe((PairStatus.Unlinked, null));
        pair.Feed(Crm, "name=Bea", "c2").Asked.ShouldBeNull();
        pair.Crashes().Asked.ShouldBeNull();
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Unlinked && told.By == "Eve");
    }

    [Fact]
    public void A_barrier_goes_once_both_its_records_are_gone()
    {
        var pair = Pair.Linked().Unlinks().Hint(Crm);
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.ReadsGone(Crm).Status.ShouldBe(PairStatus.Unlinked);
        pair.LastCommit!.Purge.ShouldBeFalse();
        pair.Crashes().Hint(Shop).ReadFails(Shop).LastCommit!.NextAttempt.ShouldNotBeNull("what is owed is read when it is time");
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.ReadsGone(Shop).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void A_body_of_a_record_left_alone_is_no_reason_to_read_it()
    {
        var pair = Pair.Linked().Unlinks().Hint(Crm).Reads(Crm, "phone=2", "c2").Feed(Crm, "phone=3", "c3");
        (pair.Asked, pair.Decision.Acknowledge, pair.Decision.Commit).ShouldBe((null, true, null));
    }

    [Fact]
    public void A_half_pair_that_is_left_alone_makes_nothing_and_holds_no_key()
    {
        var pair = Pair.Half().Unlinks();
        (pair.LastCommit!.Status, pair.LastCommit.MatchKey, pair.Asked).ShouldBe((PairStatus.Unlinked, null, null));
    }

    [Fact]
    public void What_was_unlinked_is_linked_again_with_what_was_agreed_so_that_no_edit_made_meanwhile_is_lost()
    {
        var pair = Pair.Linked().Unlinks().Lifts();
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "phone=2", "c2").Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop, "name=Bea", "s2");
        pair.Foreseen.ShouldBe("""crm name "Ada" > "Bea", edit; shop phone "1" > "2", edit""");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Bea"), "c2"));
        pair.Row.Halt.ShouldBeNull();
    }

    /// <summary>Seed merging:7017936 of the simulation: it was left alone again as soon as it was lifted.</summary>
    [Fact]
    public void Half_a_pair_whose_other_record_was_deleted_before_anybody_knew_it_can_be_lifted_and_makes_it_again()
    {
        var pair = Pair.Creating().Under(p => p with { Delete = new(DeleteMode.Unlink, DeleteMode.Unlink) })
            .AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Answers(Shop, new WriteOutcome.NotFound());
        pair.Status.ShouldBe(PairStatus.Unlinked);

        pair.Lifts().Reads(Crm).LooksAround();

        pair.Row.Halt.ShouldBeNull();
        pair.State.Sides.Shop.Intent.ShouldBeOfType<Intent.Create>();
    }

    [Fact]
    public void What_a_write_did_that_was_under_way_when_a_pair_was_unlinked_is_no_edit()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea", "c2").AnswersUnknown(Shop).Unlinks();
        pair.Asked.ShouldBeNull();
        pair.Lifts().Reads(Crm, "name=Cleo", "c3").Reads(Shop, "name=Bea", "s2", modifiedAt: Talk.Noon.AddMinutes(1));
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Cleo"), "s2"));
    }

    [Fact]
    public void A_barrier_before_a_record_that_is_gone_stays()
    {
        var pair = Pair.Linked().Unlinks().Lifts().Reads(Crm).ReadsGone(Shop);
        pair.Heard.ShouldBe(new Instructed.NotNow("there is no such shop record, or no longer"));
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Unlinked));
    }

    [Fact]
    public void Two_halves_that_nothing_matches_are_linked_because_a_person_says_so()
    {
        var pair = Waiting().Links(Shop, "s9", Pair.Holder(Other));
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s9"));
        pair.ReadsCandidate(Shop, "s9", "email=b@x name=Bea memo=hi");
        pair.LastCommit!.Absorb.ShouldBe(new AbsorbedRow(Other, 3));
        pair.Foreseen.ShouldBe("""shop email "b@x" > "a@x", first agreement; shop name "Bea" > "Ada", first agreement""");
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s9", Record("email=a@x name=Ada"), "s2"));
    }

    [Fact]
    public void A_preview_tells_what_a_link_would_write_and_changes_nothing()
    {
        var pair = Waiting();
        pair.Links(Shop, "s9", Pair.Holder(Other), preview: true).Reads(Crm).ReadsCandidate(Shop, "s9", "email=b@x name=Bea");
        pair.Heard.ShouldBeOfType<Instructed.Previewed>();
        pair.Foreseen.ShouldContain("""shop name "Bea" > "Ada", first agreement""");
        (pair.State.Sides.Shop.Id, pair.State.Halt, pair.Asked).ShouldBe((null, null, null));
        pair.Row.Sides.Shop.Id.ShouldBeNull();
    }

    [Fact]
    public void A_record_that_no_row_holds_is_read_again_after_the_commit_that_takes_it()
    {
        var pair = Waiting().Links(Shop, "s9").Reads(Crm).ReadsCandidate(Shop, "s9", "email=b@x");
        (pair.Asked, pair.Heard).ShouldBe((new Ask.Read(Shop, "s9"), null));
        pair.Row.Sides.Shop.Id.ShouldBe("s9");
    }

    [Fact]
    public void A_person_says_which_of_several_records_an_ambiguous_one_is()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm)
            .Finds(Shop, new FoundRecord("s7", null), new FoundRecord("s9", null));
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.Links(Shop, "s9").Reads(Crm).ReadsCandidate(Shop, "s9", "email=a@x name=Ada");
        (pair.Row.Halt, pair.Row.Sides.Shop.Id).ShouldBe((null, "s9"));
    }

    [Theory]
    [InlineData(false, false, PairStatus.InSync, "shop record s9 belongs to pair {0} (in-sync)")]
    [InlineData(true, true, PairStatus.Pending, "pair {0}, which holds it, is not done with it")]
    public void A_record_that_another_pair_needs_is_not_taken(bool isHalf, bool wasSent, PairStatus status, string reason)
    {
        var holder = Pair.Holder(Other) with { IsHalf = isHalf, CreateWasSent = wasSent, Status = status };
        Waiting().Refuses(new Input.Link(Shop, "s9", holder, null, "Eve", false) { Now = Talk.Noon })
            .ShouldBe(new Instructed.NotNow(string.Format(System.Globalization.CultureInfo.InvariantCulture, reason, Other)));
    }

    [Fact]
    public void A_record_that_is_gone_is_not_linked()
    {
        var pair = Waiting().Links(Shop, "s9").Reads(Crm).CandidateIsGone(Shop);
        pair.Heard.ShouldBe(new Instructed.NotNow("there is no such shop record, or no longer"));
        pair.Row.Sides.Shop.Id.ShouldBeNull();
    }

    [Fact]
    public void A_side_that_fails_when_a_person_links_is_told_and_not_asked_again()
    {
        var pair = Waiting().Links(Shop, "s9").ReadFails(Crm);
        pair.Heard.ShouldBe(new Instructed.NotNow("crm did not show it: no answer"));
        (pair.Status, pair.LastCommit!.NextAttempt).ShouldBe((PairStatus.Waiting, null));
    }

    [Fact]
    public void A_create_that_is_not_answered_comes_first()
    {
        var pair = Pair.Creating();
        pair.Asked.ShouldBeOfType<Ask.Create>();
        pair.AnswersUnknown(Shop).Refuses(new Input.Link(Shop, "s9", null, null, "Eve", false) { Now = Talk.Noon })
            .ShouldBe(new Instructed.NotNow("a write to shop is not answered yet"));
    }

    [Fact]
    public void A_create_that_only_a_person_can_tell_of_and_whose_source_is_gone_is_over_when_it_is_unlinked()
    {
        var pair = Pair.Creating(talk => talk.Where(Shop, can => can with { Find = false, IdempotencyKeys = false }))
            .AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm).Hint(Crm).ReadsGone(Crm);
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.Unlinks().LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void A_pair_linked_with_another_record_lets_the_former_go_and_leaves_it_alone()
    {
        var pair = Pair.Linked().Links(Shop, "s9", Pair.Holder(Other), instead: Pair.LowerId).Reads(Crm)
            .ReadsCandidate(Shop, "s9", "email=b@x name=Bea phone=1 memo=hi");
        pair.LastCommit!.Absorb.ShouldBe(new AbsorbedRow(Other, 3));
        var (released, row) = (pair.Released!.State, pair.Released.Commit);
        (released.Id, released.Sides.Shop.Id, released.Sides.Crm.Id).ShouldBe((Pair.LowerId, "s", null));
        (row.Status, row.MatchKey, row.NextAttempt).ShouldBe((PairStatus.Unlinked, null, null));
        (pair.Row.Sides.Shop.Id, pair.Row.Generation).ShouldBe(("s9", 2));
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s9", Record("email=a@x name=Ada"), "s2"));
    }

    [Fact]
    public void A_pair_whose_record_is_gone_is_linked_with_the_one_it_was_merged_into()
    {
        var pair = Pair.Linked().Under(p => p with { Delete = new(DeleteMode.Ignore, DeleteMode.Ignore) }).Hint(Crm).ReadsGone(Crm);
        pair.Links(Crm, "c9", Pair.Holder(Other, "c9"), instead: Pair.LowerId).Reads(Shop).ReadsCandidate(Crm, "c9", "email=a@x name=Ada");
        (pair.Released, pair.Row.Sides.Crm.Id, pair.Status).ShouldBe((null, "c9", PairStatus.InSync));
    }

    [Fact]
    public void Two_records_that_were_thought_one_are_two_halves_in_one_commit()
    {
        var pair = Pair.Apart("email=a@x name=Ada", "email=a@x name=Ada", "email=b@x name=Bea").Splits(Shop, Other);
        var (released, row) = (pair.Released!.State, pair.Released.Commit);
        (released.Id, released.Sides.Shop.Id, row.Status, row.NextAttempt).ShouldBe((Other, "s", PairStatus.Waiting, Talk.Noon));
        (pair.Row.Sides.Crm.Id, pair.Row.Sides.Shop.Id, pair.Row.Base.Count, pair.Row.Generation).ShouldBe(("c", null, 0, 2));
        pair.Asked.ShouldBeOfType<Ask.LookAround>();
    }

    [Fact]
    public void What_would_be_linked_again_at_once_is_not_split() =>
        Pair.Linked().Refuses(new Input.Split(Shop, Other, "Eve", false) { Now = Talk.Noon })
            .ShouldBe(new Instructed.NotNow("both records have the match key a@x and would be linked again; unlink them, or give one another key first"));

    [Fact]
    public void A_pair_merged_into_another_deletes_what_is_left_of_it_and_makes_nothing_again()
    {
        var pair = Pair.Linked().Under(p => p with { Delete = new(DeleteMode.Propagate, DeleteMode.Unlink) }).Hint(Shop).ReadsGone(Shop);
        pair.Status.ShouldBe(PairStatus.Unlinked);
        pair.Merges(Whole()).Foreseen.ShouldBe("crm Delete  > , merged");
        pair.LastCommit!.Witness.ShouldBe(new WitnessRow(Other, 3));
        pair.Asked.ShouldBe(new Ask.Grant(Crm, 1));
        pair.Grants(Crm).Asked.ShouldBe(new Ask.Delete(Crm, "c", "c1"));
        pair.Answers(Crm, new WriteOutcome.Succeeded(null)).ReadsGone(Crm).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void A_record_edited_after_it_was_merged_away_waits_for_a_person()
    {
        var pair = Pair.Linked().Merges(Whole()).Grants(Crm).Answers(Crm, new WriteOutcome.VersionMismatch()).Reads(Crm, "name=Bea", "c2");
        pair.Status.ShouldBe(PairStatus.Parked);
        pair.Row.Halt!.Reason.ShouldBe($"edited on crm after it was merged into {Other}");
        pair.Crashes();
        pair.Merges(Whole()).Asked.ShouldBe(new Ask.Grant(Crm, 1));
    }

    [Fact]
    public void An_edit_that_was_not_read_when_its_record_was_merged_away_waits_for_a_person()
    {
        var pair = Pair.Linked().Hint(Crm).ReadFails(Crm).Merges(Whole()).Later(TimeSpan.FromMinutes(1)).Reads(Crm, "name=Bea", "c2");
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Parked));
        pair.Row.Halt!.Reason.ShouldBe($"edited on crm after it was merged into {Other}");
        pair.Replays().Reads(Crm).Reads(Shop).Status.ShouldBe(PairStatus.Parked);
        pair.Merges(Whole()).Asked.ShouldBe(new Ask.Grant(Crm, 1));
    }

    [Fact]
    public void An_edit_made_while_a_side_refuses_to_delete_what_was_merged_waits_for_a_person()
    {
        var pair = Pair.Linked().Merges(Whole()).Grants(Crm).Answers(Crm, new WriteOutcome.Rejected(null, "orders refer to it"));
        pair.Replays().Reads(Crm, "name=Bea", "c2").Reads(Shop);
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Parked));
    }

    /// <summary>The read that tells whether it is gone was left to a create, and none comes: it was deleted over and over.</summary>
    [Fact]
    public void Half_a_pair_that_was_merged_away_is_deleted_once()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm);
        pair.Finds(Shop, new FoundRecord("s8", null), new FoundRecord("s9", null)).Status.ShouldBe(PairStatus.Ambiguous);
        pair.Merges(Whole()).Grants(Crm).Asked.ShouldBe(new Ask.Delete(Crm, "c", "c1"));
        pair.Answers(Crm, new WriteOutcome.Succeeded(null)).Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.ReadsGone(Crm).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void What_nobody_has_read_is_not_merged_away() =>
        Pair.Half().Refuses(new Input.Merge(Whole(), "Eve", false) { Now = Talk.Noon }).ShouldBe(new Instructed.NotNow("its record was not read yet"));

    [Fact]
    public void A_merge_is_taken_back_while_nothing_is_deleted()
    {
        var pair = Pair.Linked().Merges(Whole()).Grants(Crm, yes: false);
        pair.Lifts().Reads(Crm).Reads(Shop);
        (pair.Row.Retired, pair.Status, pair.Asked).ShouldBe((null, PairStatus.InSync, null));
    }

    [Fact]
    public void A_merge_survives_a_crash() =>
        Pair.Linked().Merges(Whole()).Crashes().Asked.ShouldBe(new Ask.Grant(Crm, 1));

    [Fact]
    public void Nothing_is_merged_into_what_is_not_linked()
    {
        Merge(null).ShouldBe("there is no such pair to merge into");
        Merge(Pair.Holder(Other)).ShouldBe($"pair {Other} is not linked (waiting)");
        Merge(Whole() with { Row = new AbsorbedRow(Pair.Id, 1) }).ShouldBe("a pair is not merged into itself");

        static string Merge(Holder? into) =>
            ((Instructed.NotNow)Pair.Linked().Refuses(new Input.Merge(into, "Eve", false) { Now = Talk.Noon })!).Reason;
    }

    private static Holder Whole() => Pair.Holder(Other, "c9") with { IsHalf = false, Status = PairStatus.InSync };

    /// <summary>A half pair of the crm that found nobody and makes nothing.</summary>
    private static Talk Waiting() => Pair.Half().Under(p => p with { Create = CreateMode.None })
        .Feed(Crm, "email=a@x name=Ada", "c1").LooksAround();
}
