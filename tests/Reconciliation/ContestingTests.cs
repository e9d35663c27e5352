using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Two records of the crm, c and c2, with one match key.</summary>
public sealed class ContestingTests
{
    private static readonly Ask ReadOwn = new Ask.Read(Crm, "c");
    private static readonly Ask FindRivals = new Ask.Find(Crm, Record("email=a@x name=Ada"));

    [Fact]
    public void The_first_is_told_of_the_second_looks_for_itself_and_gives_up_its_key()
    {
        var pair = Waiting().Offers(Crm, "c2", isHeld: true);
        pair.Asked.ShouldBe(ReadOwn);
        pair.Reads(Crm).Asked.ShouldBe(FindRivals);
        pair.Finds(Crm, Own, Rival).Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Ambiguous);
        pair.LastCommit.MatchKey.ShouldBeNull();
        pair.Row.Halt!.Reason.ShouldBe("more than one crm record has this match key: c2");
        pair.Decision.Acknowledge.ShouldBeTrue("what it was told is durable");
    }

    /// <summary>It was offered to what this pair was before; its change goes back to the look-up, and is admitted there.</summary>
    [Fact]
    public void Word_of_a_record_that_no_row_holds_is_refused() =>
        Waiting().Offers(Crm, "c2", isHeld: false).Decision.Refuse.ShouldBeTrue();

    [Fact]
    public void Whoever_is_the_only_one_goes_on()
    {
        var pair = Waiting().Offers(Crm, "c2", isHeld: true).Reads(Crm).Finds(Crm, Own);
        pair.State.Halt.ShouldBeNull();
        pair.Asked.ShouldBeNull();
    }

    [Fact]
    public void A_create_not_yet_sent_is_taken_back_and_one_that_may_be_sent_goes_on()
    {
        var unsent = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().ReadFails(Crm);
        unsent.Shop.Intent.ShouldNotBeNull();
        unsent.Offers(Crm, "c2", isHeld: true).Later(TimeSpan.FromMinutes(1)).Reads(Crm).Finds(Crm, Own, Rival).Row.Sides.Shop.Intent.ShouldBeNull();

        var sent = Pair.Creating().AnswersUnknown(Shop);
        sent.Offers(Crm, "c2", isHeld: true).Decision.Refuse.ShouldBeTrue("the second keeps it to itself");
        sent.Row.Sides.Shop.Intent.ShouldNotBeNull();
    }

    [Fact]
    public void Where_nothing_can_be_found_the_word_is_believed()
    {
        var pair = Waiting(can => can with { Find = false }).Offers(Crm, "c2", isHeld: true);
        pair.Asked.ShouldBeNull();
        pair.Row.Halt.ShouldBe(new Halt(PairStatus.Ambiguous, "crm record c2 has the same match key", Contested: true));
    }

    [Fact]
    public void A_linked_pair_keeps_its_link()
    {
        var pair = Pair.Linked().Offers(Crm, "c2", isHeld: true);
        pair.Decision.Refuse.ShouldBeTrue();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void The_second_looks_for_itself_and_stands_still_while_there_are_two()
    {
        var pair = Pair.Inserted(PairStatus.Ambiguous).Due();
        pair.Asked.ShouldBe(ReadOwn);
        pair.Reads(Crm, "email=a@x name=Ada", "c1").Asked.ShouldBe(FindRivals);
        pair.Finds(Crm, Own, Rival).Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Ambiguous);
        pair.LastCommit!.NextAttempt.ShouldBe(pair.Now + TimeSpan.FromHours(1));
    }

    [Fact]
    public void It_ends_by_itself_when_the_other_is_gone()
    {
        var pair = Contested().Later(TimeSpan.FromHours(1));
        pair.Asked.ShouldBe(ReadOwn);
        pair.Reads(Crm).Finds(Crm, Own).Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
        pair.LastCommit!.MatchKey.ShouldBe("a@x");
    }

    [Fact]
    public void An_edit_of_something_else_does_not_end_it_and_one_of_the_key_does()
    {
        Contested().Feed(Crm, "name=Bea").Asked.ShouldBe(ReadOwn);
        var pair = Contested().Feed(Crm, "name=Bea").Reads(Crm, "name=Bea");
        pair.Finds(Crm, Own, Rival).Status.ShouldBe(PairStatus.Ambiguous);

        Contested().Hint(Crm).Reads(Crm, "email=b@x", "c7").Finds(Crm, Own).Asked.ShouldBe(new Ask.LookAround(Crm, "b@x"));
    }

    [Fact]
    public void A_side_that_fails_is_asked_again_and_nothing_is_created_meanwhile()
    {
        var pair = Waiting().Offers(Crm, "c2", isHeld: true).Reads(Crm).FindFails(Crm);
        pair.Asked.ShouldBeNull();
        pair.Live().Due().Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(FindRivals);
    }

    /// <summary>The pause of a create long taken back had it woken all the time.</summary>
    [Fact]
    public void A_create_put_off_and_taken_back_is_no_reason_to_look_again_sooner()
    {
        var pair = Pair.Creating(talk => talk.Where(Crm, can => can with { Find = false })).Answers(Shop, new WriteOutcome.Retryable(new Failure("busy")));
        pair.Offers(Crm, "c2", isHeld: true).LastCommit!.NextAttempt.ShouldBe(pair.Now + Contesting.LookAgain);
    }

    private static FoundRecord Own => new("c", null);

    private static FoundRecord Rival => new("c2", null);

    /// <summary>A half pair that was looked at and waits for the pairing to go live.</summary>
    private static Talk Waiting(Func<ConnectorCapabilities, ConnectorCapabilities>? but = null) =>
        Pair.Half().NotLive().Where(Crm, but ?? (can => can)).Feed(Crm, "email=a@x name=Ada", "c1").LooksAround();

    private static Talk Contested() => Waiting().Offers(Crm, "c2", isHeld: true).Reads(Crm).Finds(Crm, Own, Rival);
}
