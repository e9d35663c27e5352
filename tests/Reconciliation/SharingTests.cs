using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A crm record that many pairs may hold, each with a record of the shop: here the shop's half pair, and what becomes of it.</summary>
public sealed class SharingTests
{
    private const string Ada = "email=a@x name=Ada";
    private static readonly Ask Seek = new Ask.Find(Crm, Texts.Record(Ada));

    [Fact]
    public void A_half_pair_looks_for_the_record_to_share_whatever_the_pairing_creates_and_takes_it_from_nobody()
    {
        var pair = Half().Under(p => p with { Create = CreateMode.None }).LooksAround();
        pair.Asked.ShouldBe(Seek);
        pair.Finds(Crm, new FoundRecord("c7", null)).Reads(Shop).ReadsCandidate(Crm, "c7", Ada);
        (pair.Row.Sides.Crm.Id, pair.LastCommit!.Absorb, pair.LastCommit.Many).ShouldBe(("c7", null, Crm));
    }

    [Fact]
    public void A_row_just_inserted_has_its_record_read_before_it_looks_by_it() =>
        new Talk(PairState.Half(Pair.Id, Shop, "s", "a@x"), Many).Due().LooksAround().Asked.ShouldBe(new Ask.Read(Shop, "s"));

    [Fact]
    public void The_half_pair_of_the_record_found_is_absorbed()
    {
        var holder = Pair.Holder(Pair.LowerId, "c7");
        var pair = Half().LooksAround().Finds(Crm, new FoundRecord("c7", holder)).Reads(Shop).ReadsCandidate(Crm, "c7", Ada);
        pair.LastCommit!.Absorb.ShouldBe(holder.Row);
    }

    [Fact]
    public void Two_records_of_the_key_are_ambiguous()
    {
        var pair = Half().LooksAround().Finds(Crm, new FoundRecord("c7", null), new FoundRecord("c8", null));
        (pair.Status, pair.LastCommit!.MatchKey).ShouldBe((PairStatus.Ambiguous, null));
    }

    [Fact]
    public void Nobody_found_has_one_made_only_where_the_pairing_creates_there()
    {
        Half().LooksAround().Finds(Crm).Asked.ShouldBe(new Ask.Read(Shop, "s"), "a create reads its source first");
        var waiting = Half().Under(p => p with { Create = CreateMode.Shop }).LooksAround().Finds(Crm);
        (waiting.Asked, waiting.Status, waiting.LastCommit!.NextAttempt).ShouldBe((null, PairStatus.Waiting, Talk.Noon + Contesting.LookAgain));
        waiting.Later(Contesting.LookAgain).Asked.ShouldBe(Seek, "word of one may have been lost");
    }

    [Fact]
    public void One_that_found_nobody_looks_again_when_it_is_told_of_a_record()
    {
        var pair = Half().Under(p => p with { Create = CreateMode.None }).LooksAround().Finds(Crm).Offers(Crm, "c7");
        pair.Asked.ShouldBe(Seek);
        pair.Finds(Crm, new FoundRecord("c7", null), new FoundRecord("c8", null)).Decision.Acknowledge.ShouldBeTrue();
    }

    [Fact]
    public void A_search_that_fails_is_made_again_also_after_a_crash()
    {
        var pair = Half().Under(p => p with { Create = CreateMode.None }).LooksAround().FindFails(Crm);
        pair.LastCommit!.NextAttempt.ShouldNotBeNull();
        pair.Crashes().Later(TimeSpan.FromMinutes(10)).LooksAround().Asked.ShouldBe(Seek);
    }

    [Fact]
    public void Of_many_that_have_the_record_made_the_one_that_came_later_waits_and_finds_it()
    {
        var pair = Half().LooksAround().ButTheStoreSays(now => new Input.KeyTaken(Pair.LowerId) { Now = now }).Finds(Crm);
        (pair.State.Sides.Crm.Intent, pair.Status).ShouldBe((null, PairStatus.Waiting));
        pair.Later(TimeSpan.FromSeconds(2)).LooksAround().Asked.ShouldBe(Seek);
    }

    [Fact]
    public void A_half_pair_of_the_record_to_share_leaves_the_linking_to_the_others()
    {
        var pair = new Talk(PairState.Half(Pair.Id, Crm, "c", "a@x"), Many).Due().LooksAround(Pair.Holder(Pair.LowerId));
        (pair.Asked, pair.LastCommit!.NextAttempt).ShouldBe((null, pair.Now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_half_pair_of_the_record_to_share_that_has_one_made_takes_any_that_is_free()
    {
        var pair = new Talk(PairState.Half(Pair.Id, Crm, "c", "a@x"), Many).Feed(Crm, Ada, "c1").LooksAround().Reads(Crm);
        pair.Finds(Shop, new FoundRecord("s8", Pair.Holder(Pair.LowerId, "s8") with { IsHalf = false }), new FoundRecord("s9", null));
        pair.Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s9"));
    }

    [Fact]
    public void What_is_left_of_a_pair_whose_record_others_hold_is_needless()
    {
        var pair = new Talk(Pair.Linked().State, Many).Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.Succeeded(null)).Hint(Crm).Reads(Crm, "", "c5");
        pair.ButTheStoreSays(now => new Input.IdTaken(Crm, Pair.Holder(Pair.LowerId) with { IsHalf = false }) { Now = now }).ReadsGone(Shop);
        pair.LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void The_key_of_a_linked_row_is_that_of_the_record_to_share_and_a_barrier_has_none()
    {
        var pair = new Talk(Pair.Linked().State, Many with { Many = Shop }).Feed(Shop, "email=b@x").Feed(Crm, "name=Bea");
        pair.LastCommit!.MatchKey.ShouldBe("b@x");
        new Talk(Pair.Linked().State, Many).Unlinks().LastCommit!.MatchKey.ShouldBeNull();
    }

    [Fact]
    public void The_record_to_share_leaves_a_pair_without_a_row_of_its_own_and_another_takes_its_place()
    {
        var split = new Talk(Pair.Apart(Ada, Ada, "email=b@x name=Ada").State, Many).Splits(Crm, Pair.HigherId);
        (split.Released, split.Row.Sides.Crm.Id, split.Row.Sides.Shop.Id).ShouldBe((null, null, "s"));
        var moved = new Talk(Pair.Linked().State, Many).Links(Crm, "c9", instead: Pair.HigherId).Reads(Shop).ReadsCandidate(Crm, "c9", "email=z@x name=Zoe");
        (moved.Released, moved.Row.Sides.Crm.Id).ShouldBe((null, "c9"));
    }

    [Fact]
    public void The_record_to_share_does_not_stay_behind_and_is_not_merged_away()
    {
        var pair = new Talk(Pair.Linked().State, Many);
        Reason(pair, new Input.Split(Shop, Pair.HigherId, "Eve", false) { Now = pair.Now }).ShouldContain("may be in other pairs too");
        TakingBack.Check(pair.State, Many).ShouldBeOfType<Instructed.CannotUndo>().Reason.ShouldContain("may be in other pairs too");
        Reason(pair, new Input.Merge(null, "Eve", false) { Now = pair.Now }).ShouldContain("may be in other pairs too");
    }

    private static Pairing Many => Pair.Pairing with { Many = Crm, Delete = new PerSide<DeleteMode>(DeleteMode.Propagate, DeleteMode.Unlink) };

    /// <summary>The shop's record was fed, and the pair looks around.</summary>
    private static Talk Half() => new Talk(PairState.Half(Pair.Id, Shop, "s", "a@x"), Many).Feed(Shop, Ada, "s1");

    private static string Reason(Talk pair, Input input) => ((Instructed.NotNow)pair.Refuses(input)!).Reason;
}
