using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A create that may have been done: it is looked for, asked after under its key or shown to a person, and what is a stranger's is told from it.</summary>
public sealed class CreatingInDoubtTests
{
    private const string Ada = "email=a@x name=Ada";
    private static readonly Ask CreateAda = new Ask.Create(Shop, Record(Ada), $"{Pair.Id}/1");
    private static readonly WriteOutcome Exists = new WriteOutcome.AlreadyExists("shop_email", "email is taken");

    [Fact]
    public void What_is_looked_for_is_what_was_sent_whatever_its_source_became() =>
        Lost(NoKeys).Reads(Crm, "email=b@x name=Bea", "c9").Asked.ShouldBe(new Ask.Find(Shop, Record(Ada)));

    [Fact]
    public void What_was_sent_is_taken_though_its_source_has_another_key_by_now()
    {
        var pair = Lost(NoKeys).Reads(Crm, "email=b@x", "c9").Finds(Shop, new FoundRecord("s", null)).ReadsCandidate(Shop, "s", Ada).Reads(Shop);
        pair.Row.Sides.Shop.Id.ShouldBe("s");
        pair.LastCommit!.MatchKey.ShouldBe("b@x");
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("email=b@x"), pair.Shop.Version));
    }

    /// <summary>Else what it made would come by as a record of its own, and have a second counterpart made.</summary>
    [Theory]
    [InlineData("email=b@x")]
    [InlineData("email=")]
    public void While_it_is_not_answered_the_row_has_the_key_that_was_sent(string then)
    {
        var pair = Lost(NoKeys).Reads(Crm, then, "c9").FindFails(Shop);
        (pair.LastCommit!.MatchKey, pair.LastCommit.OpenCreate).ShouldBe(("a@x", Shop));
        pair.Crashes().Later(TimeSpan.FromMinutes(5)).Reads(Crm).Asked.ShouldBe(new Ask.Find(Shop, Record(Ada)));
    }

    [Fact]
    public void Where_it_is_certain_that_nothing_was_made_of_a_source_that_is_gone_nothing_is()
    {
        var pair = Lost(NoKeys).ReadsGone(Crm);
        pair.Asked.ShouldBe(new Ask.Find(Shop, Record(Ada)));
        pair.Finds(Shop);
        (pair.Asked, pair.LastCommit!.Purge).ShouldBe((null, true));
    }

    [Fact]
    public void Nor_is_anything_while_that_source_is_to_be_read_once_more_and_does_not_answer()
    {
        var pair = Lost(NoKeys).ReadsGone(Crm).Hint(Crm).ReadFails(Crm);
        pair.Asked.ShouldBe(new Ask.Find(Shop, Record(Ada)));
        pair.Finds(Shop);
        (pair.Asked, pair.LastCommit!.Purge).ShouldBe((null, false));
        pair.Later(TimeSpan.FromMinutes(5)).Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.ReadsGone(Crm).LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void What_was_made_of_a_source_that_is_gone_is_found_and_deleted()
    {
        var pair = Lost(NoKeys).ReadsGone(Crm).Finds(Shop, new FoundRecord("s", null)).ReadsCandidate(Shop, "s", Ada).Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Grant(Shop, 1));
    }

    [Fact]
    public void Where_a_find_may_still_miss_it_what_was_made_of_a_source_that_is_gone_is_waited_for()
    {
        var pair = Lost(talk => NoKeys(talk).Where(Shop, can => can with { FindLag = TimeSpan.FromHours(1) })).ReadsGone(Crm).Finds(Shop);
        (pair.Asked, pair.LastCommit!.Purge, pair.Status).ShouldBe((null, false, PairStatus.Retrying));
    }

    [Fact]
    public void Where_nothing_can_be_found_the_key_tells() =>
        Lost(talk => talk.Where(Shop, can => can with { Find = false })).Reads(Crm).Asked.ShouldBe(CreateAda);

    [Fact]
    public void Where_nothing_can_tell_a_person_is_asked_once_and_nothing_is_sent()
    {
        var pair = Lost(talk => NoKeys(talk).Where(Shop, can => can with { Find = false })).Reads(Crm).Due().Hint(Crm).Reads(Crm);
        pair.Asked.ShouldBeNull();
        pair.Told.Count(told => told.Kind == ActivityKind.Ambiguous).ShouldBe(1);
    }

    /// <summary>What it made has no key either: a find by the new one finds nothing, and that tells nothing.</summary>
    [Fact]
    public void What_was_sent_without_a_key_is_not_looked_for_by_one_that_its_source_got_since()
    {
        var pair = Pair.Half().Feed(Crm, "email= name=Ada").LooksAround().Reads(Crm);
        pair = NoKeys(pair).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm, "email=a@x", "c9");
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Ambiguous));
    }

    /// <summary>To link what it made is one thing that a person can say of it; where it made nothing there must be another.</summary>
    [Fact]
    public void That_it_made_nothing_is_said_by_unlinking_it_and_it_is_begun_anew_when_that_is_lifted()
    {
        var pair = Lost(talk => NoKeys(talk).Where(Shop, can => can with { Find = false })).Reads(Crm);
        pair.Unlinks().LastCommit!.OpenCreate.ShouldBeNull("nobody waits for what it made");
        pair.Lifts().Reads(Crm).LooksAround().Reads(Crm).Asked.ShouldBe(CreateAda);
    }

    [Fact]
    public void What_is_sent_again_after_a_find_that_lags_is_what_was_sent()
    {
        var pair = Lost(talk => NoKeys(talk).Where(Shop, can => can with { FindLag = TimeSpan.FromSeconds(30) })).Reads(Crm, "name=Bea", "c9").Finds(Shop);
        pair = pair.Crashes().Later(TimeSpan.FromSeconds(30)).Reads(Crm).Finds(Shop);
        pair.Asked.ShouldBe(CreateAda);
    }

    [Fact]
    public void A_side_that_does_not_say_which_record_it_created_is_asked_again_under_the_key()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Succeeded(null));
        pair.Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Reads(Crm).Asked.ShouldBe(CreateAda);
    }

    [Fact]
    public void A_create_answered_as_an_update_would_be_parks_the_pair()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.NotFound());
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "shop answered a create as if the record had existed before"));
        pair.Asked.ShouldBeNull();
    }

    [Fact]
    public void A_find_that_failed_shows_nothing_to_be_missing()
    {
        var pair = Lost(NoKeys).Reads(Crm).FindFails(Shop);
        pair.Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(5)).Reads(Crm).Asked.ShouldBe(new Ask.Find(Shop, Record(Ada)));
    }

    [Fact]
    public void While_creates_are_held_what_may_have_been_sent_is_asked_after() =>
        Lost(talk => talk.Where(Shop, can => can with { Find = false })).Held().Reads(Crm).Asked.ShouldBe(CreateAda);

    [Fact]
    public void A_later_edit_tries_again_what_a_record_stood_in_the_way_of()
    {
        var pair = Pair.Creating().Answers(Shop, Exists).Reads(Crm).Finds(Shop);
        pair.Status.ShouldBe(PairStatus.Parked);
        pair.Hint(Crm).Reads(Crm, "name=Bea", "c9").LooksAround().Reads(Crm).Finds(Shop).Asked.ShouldBe(new Ask.Create(Shop, Record("email=a@x name=Bea"), $"{Pair.Id}/1"));
    }

    [Fact]
    public void A_record_in_the_way_that_nothing_can_find_parks_in_the_sides_words()
    {
        var unfindable = Pair.Creating(talk => talk.Where(Shop, can => can with { Find = false })).Answers(Shop, Exists);
        (unfindable.Asked, unfindable.State.Halt).ShouldBe((null, new Halt(PairStatus.Parked, "email is taken", "email")));
        var unmatched = Pair.Creating(talk => talk.Under(p => p with { Match = [] })).Answers(Shop, Exists);
        (unmatched.Asked, unmatched.State.Halt, unmatched.Shop.Intent).ShouldBe((null, new Halt(PairStatus.Parked, "email is taken", "email"), null));
    }

    [Fact]
    public void A_record_in_the_way_of_a_create_that_was_never_in_doubt_is_a_strangers()
    {
        var pair = Pair.Creating().Answers(Shop, Exists).Reads(Crm).Finds(Shop, new FoundRecord("s", null)).ReadsCandidate(Shop, "s", "email=a@x name=Zoe").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Ada"), pair.Shop.Version), "the preferred side's value stands");
    }

    [Fact]
    public void A_record_in_the_way_of_a_create_in_doubt_is_a_strangers_where_its_key_would_have_told()
    {
        var pair = Lost().Reads(Crm).Answers(Shop, Exists).Reads(Crm).Finds(Shop, new FoundRecord("s", null)).ReadsCandidate(Shop, "s", "email=a@x name=Zoe").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Ada"), pair.Shop.Version), "the preferred side's value stands");
    }

    [Fact]
    public void A_record_in_the_way_of_a_create_in_doubt_is_taken_for_its_own_where_no_key_tells()
    {
        var pair = Lost(NoKeys).Reads(Crm).Finds(Shop).Answers(Shop, Exists).Reads(Crm).Finds(Shop, new FoundRecord("s", null))
            .ReadsCandidate(Shop, "s", "email=a@x name=Zoe").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("name=Zoe"), pair.Crm.Version), "an edit made since");
    }

    private static Talk NoKeys(Talk talk) => talk.Where(Shop, can => can with { IdempotencyKeys = false });

    /// <summary>A create whose answer was lost; it is time to read its source.</summary>
    private static Talk Lost(Func<Talk, Talk>? but = null)
    {
        var pair = Pair.Creating(but).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1));
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        return pair;
    }
}
