using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>How two halves become one pair, and when they do not.</summary>
public sealed class LinkingTests
{
    private const string Ada = "email=a@x name=Ada";
    private static readonly Ask LookAround = new Ask.LookAround(Crm, "a@x");

    [Fact]
    public void A_candidate_is_taken_if_both_records_read_now_match()
    {
        var pair = Waiting().Offers(Shop, "s7");
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s7"));
        pair.ReadsCandidate(Shop, "s7", Ada);
        pair.Row.Sides.Shop.Id.ShouldBe("s7");
        pair.Decision.Refuse.ShouldBeFalse();
        pair.Row.Sides.Crm.Ahead.ShouldBeTrue();
        pair.Row.Sides.Shop.Ahead.ShouldBeTrue();
    }

    [Fact]
    public void A_record_just_linked_is_read_once_more_after_the_commit() =>
        Waiting().Offers(Shop, "s7").Reads(Crm).ReadsCandidate(Shop, "s7", Ada).Asked.ShouldBe(new Ask.Read(Shop, "s7"));

    [Fact]
    public void A_candidate_that_does_not_match_any_more_is_refused_after_the_commit()
    {
        var pair = Waiting().Offers(Shop, "s7").Reads(Crm).ReadsCandidate(Shop, "s7", "email=z@x");
        pair.Decision.Refuse.ShouldBeTrue();
        pair.Row.Sides.Shop.Id.ShouldBeNull();
    }

    [Fact]
    public void A_refusal_first_commits_the_match_key_as_read_now()
    {
        var pair = Waiting().Offers(Shop, "s7").Reads(Crm, "email=b@x", "c9").ReadsCandidate(Shop, "s7", Ada);
        pair.LastCommit!.MatchKey.ShouldBe("b@x");
        pair.LooksAround().Decision.Refuse.ShouldBeTrue();
    }

    [Fact]
    public void A_candidate_that_is_gone_is_refused() =>
        Waiting().Offers(Shop, "s7").Reads(Crm).CandidateIsGone(Shop).Decision.Refuse.ShouldBeTrue();

    [Fact]
    public void A_candidate_that_cannot_be_read_now_is_refused_and_the_pair_waits_with_its_side()
    {
        var pair = Waiting().Offers(Shop, "s7").Reads(Crm).CandidateReadFails(Shop);
        pair.Decision.Refuse.ShouldBeTrue();
        pair.Shop.Retry.ShouldNotBeNull();
    }

    [Fact]
    public void What_was_found_and_cannot_be_read_now_is_looked_for_again()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", null)).CandidateReadFails(Shop);
        (pair.Asked, pair.Decision.Refuse).ShouldBe((null, false));
        pair.Later(TimeSpan.FromMinutes(1)).Reads(Crm).Asked.ShouldBeOfType<Ask.Find>();
    }

    [Fact]
    public void A_candidate_for_a_record_that_is_gone_is_refused_and_the_row_carries_no_key()
    {
        var pair = Waiting().Offers(Shop, "s7").ReadsGone(Crm);
        pair.Decision.Refuse.ShouldBeTrue();
        pair.LastCommit!.MatchKey.ShouldBeNull();
    }

    [Fact]
    public void A_candidate_for_a_linked_pair_is_refused() => Pair.Linked().Offers(Shop, "s7").Decision.Refuse.ShouldBeTrue();

    [Fact]
    public void A_candidate_that_is_the_pairs_own_record_is_read() => Pair.Linked().Offers(Shop, "s").Asked.ShouldBe(new Ask.Read(Shop, "s"));

    [Fact]
    public void A_candidate_for_a_record_that_left_the_where_or_cannot_be_mapped_is_refused()
    {
        var left = Waiting().Offers(Shop, "s7").Reads(Crm, "", "c9", inScope: false);
        (left.Decision.Refuse, left.Asked).ShouldBe((true, null));
        var bad = Waiting().Offers(Shop, "s7").ReadsBad(Crm, "name", "name is a number");
        (bad.Decision.Refuse, bad.Asked).ShouldBe((true, null));
    }

    [Fact]
    public void A_candidate_for_a_pair_that_waits_for_a_person_or_is_left_alone_is_refused()
    {
        Finding().Finds(Shop, new FoundRecord("s8", null), new FoundRecord("s9", null)).Offers(Shop, "s7").Decision.Refuse.ShouldBeTrue();
        Waiting().Unlinks().Offers(Shop, "s7").Decision.Refuse.ShouldBeTrue();
    }

    [Fact]
    public void A_candidate_ends_the_wait_of_a_pair_that_was_parked()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "too short")).Offers(Shop, "s7");
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).ReadsCandidate(Shop, "s7", Ada).Row.Sides.Shop.Id.ShouldBe("s7");
    }

    [Fact]
    public void A_candidate_during_an_open_create_is_refused()
    {
        var pair = Pair.Creating().AnswersUnknown(Shop).Offers(Shop, "s7");
        pair.Decision.Refuse.ShouldBeTrue();
        pair.Shop.Id.ShouldBeNull();
    }

    [Fact]
    public void An_opposite_half_pair_of_the_same_key_is_absorbed_in_the_commit_of_the_link()
    {
        var other = Pair.Holder(Pair.HigherId);
        var pair = Pair.Half().Feed(Crm, Ada).LooksAround(other).Reads(Crm).ReadsCandidate(Shop, "s9", Ada);
        pair.LastCommit!.Absorb.ShouldBe(other.Row);
        pair.Row.Sides.Shop.Id.ShouldBe("s9");
    }

    [Theory]
    [InlineData(Crm)]
    [InlineData(Shop)]
    public void An_opposite_half_pair_is_taken_only_after_both_records_were_read(Side own)
    {
        var record = own == Crm ? "s9" : "c9";
        var pair = Pair.Half(own).Feed(own, Ada).LooksAround(Pair.Holder(Pair.HigherId, record));
        pair.Asked.ShouldBe(new Ask.Read(own, Pair.Name(own)));
        pair.Reads(own).Asked.ShouldBe(new Ask.ReadCandidate(own.Other(), record));
        pair.ReadsCandidate(own.Other(), record, Ada).Row[own.Other()].Id.ShouldBe(record);
    }

    [Fact]
    public void An_opposite_half_pair_that_does_not_match_any_more_is_left_and_the_pair_looks_around_again()
    {
        var pair = Pair.Half().Feed(Crm, Ada).LooksAround(Pair.Holder(Pair.HigherId)).Reads(Crm).ReadsCandidate(Shop, "s9", "email=z@x name=Ada");
        (pair.Asked, pair.Decision.Refuse, pair.Shop.Id).ShouldBe((null, false, null));
        pair.LastCommit!.Absorb.ShouldBeNull();
        pair.Later(TimeSpan.FromSeconds(1)).Asked.ShouldBe(LookAround);
    }

    [Fact]
    public void An_opposite_half_pair_is_left_alone_by_one_whose_own_record_is_gone()
    {
        var pair = Pair.Half().Feed(Crm, Ada).LooksAround(Pair.Holder(Pair.HigherId)).ReadsGone(Crm);
        (pair.LastCommit!.Purge, pair.LastCommit.Absorb, pair.Decision.Refuse).ShouldBe((true, null, false));
    }

    [Fact]
    public void An_opposite_half_pair_with_an_open_create_is_waited_for()
    {
        var pair = Pair.Half().Feed(Crm, Ada).LooksAround(Pair.Holder(Pair.HigherId) with { CreateIsOpen = true });
        pair.Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromSeconds(5)).Asked.ShouldBe(LookAround);
    }

    [Fact]
    public void An_opposite_half_pair_on_its_way_out_or_before_a_person_is_waited_for()
    {
        var going = Pair.Half().Feed(Crm, Ada).LooksAround(Pair.Holder(Pair.HigherId) with { IsDeleting = true });
        var ambiguous = Pair.Half().Feed(Crm, Ada).LooksAround(Pair.Holder(Pair.HigherId) with { Status = PairStatus.Ambiguous });
        foreach (var pair in new[] { going, ambiguous })
        {
            pair.Asked.ShouldBeNull();
            pair.Later(TimeSpan.FromSeconds(5)).Asked.ShouldBe(LookAround);
        }
    }

    [Fact]
    public void Who_waits_for_another_pair_changes_its_row_ever_less_often_so_that_it_can_be_absorbed_in_between()
    {
        var pair = Pair.Half().Feed(Crm, Ada);
        var pauses = Enumerable.Range(0, 7).Select(_ =>
        {
            var pause = pair.LooksAround(createIsOpen: true).LastCommit!.NextAttempt!.Value - pair.Now;
            pair.Later(pause);
            return (int)pause.TotalSeconds;
        });
        pauses.ShouldBe([1, 2, 4, 8, 16, 32, 32]);
    }

    [Fact]
    public void A_record_found_is_taken_only_if_it_still_matches()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", null));
        pair.Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s9"));
        pair.ReadsCandidate(Shop, "s9", "email=z@x name=Ada").Shop.Id.ShouldBeNull();
        pair.Shop.Retry.ShouldNotBeNull();
    }

    [Fact]
    public void A_record_found_that_matches_is_linked_and_nothing_is_created()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", null)).ReadsCandidate(Shop, "s9", Ada);
        pair.Row.Sides.Shop.Id.ShouldBe("s9");
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s9"));
    }

    [Fact]
    public void A_record_found_that_an_idle_half_pair_holds_is_absorbed()
    {
        var other = Pair.Holder(Pair.HigherId);
        var pair = Finding().Finds(Shop, new FoundRecord("s9", other)).ReadsCandidate(Shop, "s9", Ada);
        pair.LastCommit!.Absorb.ShouldBe(other.Row);
    }

    [Fact]
    public void A_record_found_that_a_linked_pair_holds_is_ambiguous()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", Pair.Holder(Pair.HigherId) with { IsHalf = false }));
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.LastCommit!.MatchKey.ShouldBeNull();
    }

    [Fact]
    public void More_than_one_record_found_is_ambiguous() =>
        Finding().Finds(Shop, new FoundRecord("s8", null), new FoundRecord("s9", null)).Status.ShouldBe(PairStatus.Ambiguous);

    [Fact]
    public void A_record_found_that_a_deleting_pair_holds_is_waited_for()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", Pair.Holder(Pair.HigherId) with { IsDeleting = true }));
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Retrying);
        pair.Shop.Intent.ShouldNotBeNull();
    }

    [Fact]
    public void Of_two_creates_open_and_unsent_the_higher_pair_id_withdraws()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", Pair.Holder(Pair.LowerId) with { CreateIsOpen = true }));
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Later(TimeSpan.FromSeconds(5)).Asked.ShouldBe(LookAround);
    }

    [Fact]
    public void Of_two_creates_open_and_unsent_the_lower_pair_id_keeps_its_intent_and_waits()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", Pair.Holder(Pair.HigherId) with { CreateIsOpen = true }));
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Create(null, Sent: false));
        pair.Asked.ShouldBeNull();
    }

    [Fact]
    public void A_create_that_may_have_been_sent_is_never_withdrawn_from_under_its_holder()
    {
        var holder = Pair.Holder(Pair.LowerId) with { CreateIsOpen = true, CreateWasSent = true };
        Finding().Finds(Shop, new FoundRecord("s9", holder)).Row.Sides.Shop.Intent.ShouldNotBeNull();
    }

    [Fact]
    public void A_created_record_that_a_half_pair_holds_already_is_absorbed()
    {
        var other = Pair.Holder(Pair.HigherId, "s");
        var pair = Pair.Creating().ButTheStoreSays(now => new Input.IdTaken(Shop, other) { Now = now }).Stores(Shop);
        pair.LastCommit!.Absorb.ShouldBe(other.Row);
        pair.Row.Sides.Shop.Id.ShouldBe("s");
    }

    [Fact]
    public void A_linked_record_that_another_linked_pair_holds_is_ambiguous_and_unlinked_again()
    {
        var other = Pair.Holder(Pair.HigherId, "s9") with { IsHalf = false };
        var pair = Finding().Finds(Shop, new FoundRecord("s9", null)).ButTheStoreSays(now => new Input.IdTaken(Shop, other) { Now = now })
            .ReadsCandidate(Shop, "s9", Ada);
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.Row.Sides.Shop.Id.ShouldBeNull();
    }

    [Fact]
    public void A_match_key_that_another_half_pair_has_is_ambiguous_and_given_up()
    {
        var pair = Pair.Half().ButTheStoreSays(now => new Input.KeyTaken(Pair.LowerId) { Now = now }).Feed(Crm, Ada);
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.LastCommit!.MatchKey.ShouldBeNull();
        pair.Later(Contesting.LookAgain).Asked.ShouldBe(new Ask.Read(Crm, "c"), "whether it is the only one by now");
    }

    [Fact]
    public void A_record_out_of_scope_is_not_linked()
    {
        var pair = Finding().Finds(Shop, new FoundRecord("s9", null));
        pair.Step(new Input.CandidateRead(Shop, new SideAnswer.Found("s9", Record(Ada).Mapped(inScope: false), "s1", null)) { Now = Talk.Noon });
        pair.Shop.Id.ShouldBeNull();
    }

    /// <summary>Half a pair of the crm that was looked at and creates nothing yet.</summary>
    private static Talk Waiting() => Pair.Half().NotLive().Feed(Crm, Ada, "c1").LooksAround();

    /// <summary>Half a pair of the crm that asks whether its counterpart exists.</summary>
    private static Talk Finding()
    {
        var pair = Pair.Half().Feed(Crm, Ada, "c1").LooksAround().Reads(Crm);
        pair.Asked.ShouldBeOfType<Ask.Find>();
        return pair;
    }
}
