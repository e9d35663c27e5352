using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Only a record read and not found is deleted, and what follows is asked leave for.</summary>
public sealed class DeletingTests
{
    private static readonly Ask DeleteShop = new Ask.Delete(Shop, "s", "s1");
    private static readonly Ask GrantShop = new Ask.Grant(Shop, 1);

    [Fact]
    public void A_hint_of_absence_alone_deletes_nothing()
    {
        var pair = Pair.Linked().Hint(Crm);
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).Asked.ShouldBeNull();
    }

    [Fact]
    public void A_read_that_failed_deletes_nothing()
    {
        var pair = Pair.Linked().Hint(Crm).ReadFails(Crm);
        pair.Asked.ShouldBeNull();
        pair.Shop.Intent.ShouldBeNull();
    }

    [Fact]
    public void A_deletion_is_committed_then_granted_then_sent_under_its_version_then_read_then_purged()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm);
        pair.Asked.ShouldBe(GrantShop);
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Delete("s1", Granted: false) { Doubtful = true });
        pair.Grants(Shop).Asked.ShouldBe(DeleteShop);
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Delete("s1", Granted: true) { Doubtful = true });
        pair.Answers(Shop, new WriteOutcome.Succeeded(null)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Decision.Commit.ShouldBeNull();
        pair.ReadsGone(Shop).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void A_deletion_that_is_not_granted_pauses_the_pair_and_asks_again()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop, yes: false);
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Paused);
        pair.LastCommit.NextAttempt.ShouldNotBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(GrantShop);
    }

    [Fact]
    public void A_deletion_once_granted_costs_no_second_grant_after_a_crash() =>
        Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Crashes().Asked.ShouldBe(DeleteShop);

    [Fact]
    public void A_deletion_without_an_answer_is_sent_again() =>
        Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(DeleteShop);

    [Fact]
    public void A_record_already_gone_when_it_is_deleted_is_read_and_purged()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.NotFound());
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.ReadsGone(Shop).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void An_edit_wins_against_a_deletion_and_is_created_again_as_a_new_generation_under_a_new_key()
    {
        var pair = Mismatched().Reads(Shop, "name=Zoe", "s2");
        pair.Asked.ShouldBe(new Ask.LookAround(Shop, "a@x"));
        pair.Row.Generation.ShouldBe(2);
        pair.Row.Sides.Crm.Id.ShouldBeNull();
        pair.LooksAround().Reads(Shop).Finds(Crm).Asked.ShouldBe(new Ask.Create(Crm, Record("email=a@x memo=hi name=Zoe phone=1"), $"{Pair.Id}/2"));
    }

    [Fact]
    public void Any_version_that_is_not_ours_counts_as_an_edit() =>
        Mismatched().Reads(Shop, "", "s2").Asked.ShouldBe(new Ask.LookAround(Shop, "a@x"));

    [Fact]
    public void An_edit_not_yet_sent_counts_as_an_edit()
    {
        var pair = Pair.Linked().Feed(Shop, "name=Zoe").Answers(Crm, new WriteOutcome.NotFound()).ReadsGone(Crm);
        pair.Asked.ShouldBe(new Ask.LookAround(Shop, "a@x"));
    }

    [Fact]
    public void An_edit_that_flows_nowhere_keeps_no_record_from_being_deleted() =>
        Pair.Linked().Feed(Shop, "segment=lead").Hint(Crm).ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 1));

    [Theory]
    [InlineData("name=", "name=Zoe", true)]
    [InlineData("phone=1", "name=Zoe", true)]
    [InlineData("name=Zoe", "name=Zoe", false)]
    [InlineData("name=Zoe", "name=", false)]
    public void Where_nothing_was_agreed_yet_what_only_the_kept_record_has_counts_as_an_edit(string crm, string shop, bool counts)
    {
        var pair = Pair.Apart("", crm, shop).Hint(Crm).ReadsGone(Crm);
        pair.Asked.ShouldBe(counts ? new Ask.LookAround(Shop, null) : GrantShop);
    }

    [Fact]
    public void Where_deletions_win_the_edited_record_is_deleted_under_its_new_version()
    {
        var pair = Mismatched(AgainstEdit.DeleteWins).Reads(Shop, "name=Zoe", "s2");
        pair.Asked.ShouldBe(GrantShop);
        pair.Grants(Shop).Asked.ShouldBe(new Ask.Delete(Shop, "s", "s2"));
    }

    [Fact]
    public void Where_a_person_decides_a_deletion_against_an_edit_is_parked()
    {
        var pair = Mismatched(AgainstEdit.Manual).Reads(Shop, "name=Zoe", "s2");
        pair.Asked.ShouldBeNull();
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "deleted on crm and edited on shop"));
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Conflict && told.Side == Crm && told.Text == pair.State.Halt!.Reason);
    }

    [Fact]
    public void A_record_that_is_back_ends_what_its_deletion_parked_and_the_edit_that_stood_against_it_flows()
    {
        var pair = Mismatched(AgainstEdit.Manual).Reads(Shop, "name=Zoe", "s2").Hint(Crm).Reads(Crm, "", "c9");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Zoe"), "c9"));
        pair.Stores(Crm).Hint(Crm).ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 2), "no edit stands against a later deletion");
    }

    [Fact]
    public void A_deletion_unparks()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, new WriteOutcome.Rejected("shop_name", "too short")).Hint(Crm).ReadsGone(Crm);
        pair.Asked.ShouldBe(GrantShop);
    }

    [Fact]
    public void An_edit_is_not_created_again_on_a_side_where_nothing_is_created()
    {
        var pair = Pair.Linked().Under(p => p with { Create = CreateMode.Shop }).Feed(Shop, "name=Zoe")
            .Answers(Crm, new WriteOutcome.NotFound()).ReadsGone(Crm);
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Unlinked);
    }

    [Fact]
    public void Unlinking_leaves_a_barrier_that_nothing_passes()
    {
        var pair = Deleting(DeleteMode.Unlink);
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Unlinked);
        pair.LastCommit.NextAttempt.ShouldBeNull();
        pair.Row.Sides.Select(side => side.Id).ShouldBe(new PerSide<string?>("c", "s"));
        pair.Feed(Shop, "name=Zoe").Asked.ShouldBeNull();
        pair.Hint(Crm).Asked.ShouldBe(new Ask.Read(Crm, "c"), "whether it is back");
        pair.ReadsGone(Crm).Asked.ShouldBeNull();
        pair.Crashes().Asked.ShouldBeNull();
    }

    [Fact]
    public void An_ignored_deletion_keeps_the_other_record_and_sends_nothing()
    {
        var pair = Deleting(DeleteMode.Ignore);
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Deleted);
        pair.Feed(Shop, "name=Zoe").Asked.ShouldBeNull();
    }

    [Fact]
    public void A_record_seen_after_its_deletion_is_read_and_being_alive_is_a_new_generation()
    {
        var pair = Deleting(DeleteMode.Ignore).Feed(Crm, "email=a@x name=Ada");
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm, "", "c9").Row.Generation.ShouldBe(2);
        pair.Crm.Presence.ShouldBe(Presence.Present);
    }

    [Fact]
    public void A_deletion_not_yet_granted_is_dropped_when_the_record_is_back()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop, yes: false).Hint(Crm).Reads(Crm, "", "c9");
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.InSync, "nothing waits for the budget any more");
    }

    [Fact]
    public void A_deletion_that_was_refused_for_now_is_dropped_when_the_record_is_back()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Retryable(new Failure("too many requests")))
            .Hint(Crm).Reads(Crm, "", "c9").Later(TimeSpan.FromMinutes(1));
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.InSync));
    }

    [Fact]
    public void A_half_pair_whose_record_is_gone_is_purged() =>
        Pair.Half().NotLive().Under(p => p with { Create = CreateMode.None }).Feed(Crm, "email=a@x").LooksAround().Hint(Crm).ReadsGone(Crm)
            .LastCommit!.Purge.ShouldBeTrue();

    [Fact]
    public void A_side_without_conditional_writes_is_read_right_before_it_is_deleted()
    {
        var pair = Pair.Linked().Where(Shop, can => can with { ConditionalWrites = false }).Hint(Crm).ReadsGone(Crm).Grants(Shop);
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop).Asked.ShouldBe(new Ask.Delete(Shop, "s", null));
    }

    [Fact]
    public void A_refused_deletion_parks_in_the_sides_words()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Rejected(null, "has orders"));
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "has orders"));
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Parked && told.Side == Shop && told.Text == "has orders");
        pair.Asked.ShouldBeNull();
        pair.Hint(Crm).ReadsGone(Crm).Status.ShouldBe(PairStatus.Parked, "that it is gone is known");
    }

    [Fact]
    public void A_deletion_is_told_once_though_it_is_not_seen_at_once_what_became_of_it()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).ReadFails(Shop)
            .Crashes().Later(TimeSpan.FromMinutes(1)).ReadsGone(Shop);
        pair.LastCommit!.Purge.ShouldBeTrue();
        pair.Told.Count(told => told.Kind == ActivityKind.Deleted).ShouldBe(1);
    }

    [Fact]
    public void A_record_deleted_while_its_counterpart_came_back_is_made_again_whatever_was_edited()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).Hint(Crm).Reads(Crm, "", "c5");
        pair.ReadsGone(Shop).Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
        pair.Told.ShouldContain(told => told.Kind == ActivityKind.Undeleted && told.Side == Crm);
    }

    [Fact]
    public void A_deletion_that_wins_over_an_edit_is_told()
    {
        Mismatched(AgainstEdit.DeleteWins).Reads(Shop, "name=Zoe", "s2").Told
            .ShouldContain(told => told.Kind == ActivityKind.Decided && told.Text == "delete-wins: crm record c was deleted, and shop s edited");
        Pair.Linked().Under(p => p with { AgainstEdit = AgainstEdit.DeleteWins }).Hint(Crm).ReadsGone(Crm).Told.ShouldBeEmpty();
        Mismatched().Reads(Shop, "name=Zoe", "s2").Told.ShouldNotContain(told => told.Text.StartsWith("delete-wins", StringComparison.Ordinal));
    }

    /// <summary>A record only marked as deleted, a cache: it was told as deleted with every answer.</summary>
    [Fact]
    public void What_a_side_says_it_deleted_is_told_once_it_is_not_found_any_more()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).Reads(Shop);
        pair.Answers(Shop, new WriteOutcome.Succeeded(null)).ReadFails(Shop).Told.ShouldNotContain(told => told.Kind == ActivityKind.Deleted);
        pair.Crashes().Later(TimeSpan.FromMinutes(1)).ReadsGone(Shop).Told.Count(told => told.Kind == ActivityKind.Deleted).ShouldBe(1);
    }

    [Fact]
    public void A_deletion_that_a_side_put_off_is_not_sent_any_more_when_the_record_is_back()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Retryable(new Failure("busy"))).Hint(Crm).Reads(Crm, "", "c9");
        (pair.Row.Sides.Shop.Intent, pair.Status).ShouldBe((null, PairStatus.InSync));
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBeNull();
    }

    [Fact]
    public void A_record_deleted_after_its_counterpart_is_back_is_made_again()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).AnswersUnknown(Shop).Hint(Crm).Reads(Crm, "", "c9");
        pair.Row.Sides.Shop.Intent.ShouldBeOfType<Intent.Delete>("it may have been sent");
        pair.Later(TimeSpan.FromMinutes(1)).Answers(Shop, new WriteOutcome.NotFound()).ReadsGone(Shop).Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
    }

    [Fact]
    public void A_record_that_is_back_ends_what_a_person_was_to_decide()
    {
        var pair = Mismatched(AgainstEdit.Manual).Reads(Shop, "name=Zoe", "s2").Hint(Crm).Reads(Crm, "", "c9");
        (pair.Row.Halt, pair.Asked).ShouldBe((null, new Ask.Update(Crm, "c", Record("name=Zoe"), "c9")));
    }

    /// <summary>What was deleted came back, and the edit had long been sent.</summary>
    [Fact]
    public void An_edit_that_a_deletion_met_is_none_against_a_later_deletion()
    {
        var pair = Mismatched(AgainstEdit.Manual).Reads(Shop, "name=Zoe", "s2").Hint(Crm).Reads(Crm, "", "c9").Stores(Crm);
        pair.Status.ShouldBe(PairStatus.InSync);
        pair.Hint(Crm).ReadsGone(Crm).Asked.ShouldBe(new Ask.Grant(Shop, 2));
    }

    private static Talk Deleting(DeleteMode mode) =>
        Pair.Linked().Under(p => p with { Delete = new PerSide<DeleteMode>(mode, mode) }).Hint(Crm).ReadsGone(Crm);

    private static Talk Mismatched(AgainstEdit againstEdit = AgainstEdit.EditWins) =>
        Pair.Linked().Under(p => p with { AgainstEdit = againstEdit }).Hint(Crm).ReadsGone(Crm).Grants(Shop)
            .Answers(Shop, new WriteOutcome.VersionMismatch());
}
