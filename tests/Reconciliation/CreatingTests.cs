using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Making a missing counterpart, one step at a time, and never twice.</summary>
public sealed class CreatingTests
{
    private static readonly Ask CreateAda = new Ask.Create(Shop, Record("email=a@x name=Ada"), $"{Pair.Id}/1");
    private static readonly Ask ReadSource = new Ask.Read(Crm, "c");

    [Fact]
    public void The_order_is_look_around_commit_the_intent_read_find_commit_sent_create_link()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1");
        pair.Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
        pair.LastCommit!.MatchKey.ShouldBe("a@x");

        pair.LooksAround().Asked.ShouldBe(ReadSource);
        pair.LastCommit.OpenCreate.ShouldBe(Shop);
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Create(null, Sent: false));

        pair.Reads(Crm).Asked.ShouldBe(new Ask.Find(Shop, Record("email=a@x name=Ada")));
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Create(null, Sent: false));

        pair.Finds(Shop).Asked.ShouldBe(CreateAda);
        pair.Decision.Commit.ShouldNotBeNull();
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Create(Record("email=a@x name=Ada"), Sent: true) { Doubtful = true, Key = "a@x" });

        pair.Stores(Shop).Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Row.Sides.Shop.Id.ShouldBe("s");
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Row.Base.ShouldBe(Record("email=a@x name=Ada"));

        pair.Reads(Shop).Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void A_create_leaves_both_sides_ahead_of_their_feeds()
    {
        var pair = Pair.Creating().Echo(Crm);
        pair.Crm.Ahead.ShouldBeFalse();
        pair.Stores(Shop);
        pair.Row.Sides.Crm.Ahead.ShouldBeTrue();
        pair.Row.Sides.Shop.Ahead.ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_created_while_the_pairing_is_not_live()
    {
        var pair = Pair.Half().NotLive().Feed(Crm, "email=a@x name=Ada").LooksAround();
        pair.Asked.ShouldBeNull();
        pair.Shop.Intent.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Waiting);
        pair.LastCommit!.NextAttempt.ShouldNotBeNull();
        pair.Live().Due().Asked.ShouldBe(ReadSource);
    }

    [Fact]
    public void While_creates_are_held_what_a_find_shows_to_be_missing_is_created() =>
        Pair.Half().Held().Feed(Crm, "email=a@x name=Ada").LooksAround().Reads(Crm).Finds(Shop).Asked.ShouldBe(CreateAda);

    [Fact]
    public void While_creates_are_held_nothing_is_created_that_no_find_shows_to_be_missing()
    {
        var unmatched = Pair.Half(matchKey: null).Held().Under(p => p with { Match = [] }).Feed(Crm, "email=a@x name=Ada").LooksAround();
        var unfindable = Pair.Half().Held().Where(Shop, can => can with { Find = false }).Feed(Crm, "email=a@x name=Ada").LooksAround();
        foreach (var pair in new[] { unmatched, unfindable })
        {
            pair.Asked.ShouldBeNull();
            pair.Shop.Intent.ShouldBeNull();
            pair.Status.ShouldBe(PairStatus.Waiting);
            pair.Held(false).Due().Asked.ShouldBe(ReadSource);
        }
    }

    [Fact]
    public void A_create_that_was_decided_before_the_database_was_set_back_and_not_sent_is_held_too()
    {
        var pair = Pair.Half(matchKey: null).Under(p => p with { Match = [] }).Feed(Crm, "email=a@x name=Ada").LooksAround();
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Create(null, Sent: false));

        pair.Held().Reads(Crm).LooksAround().Asked.ShouldBeNull();

        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Waiting);
    }

    [Theory]
    [InlineData(CreateMode.None)]
    [InlineData(CreateMode.Crm)]
    public void Nothing_is_created_on_a_side_where_the_pairing_does_not_create(CreateMode mode) =>
        Pair.Half().Under(p => p with { Create = mode }).Feed(Crm, "email=a@x name=Ada").LooksAround().Asked.ShouldBeNull();

    /// <summary>An inserted row is due: one that nothing follows from would be woken for ever, before all others.</summary>
    [Fact]
    public void A_row_just_inserted_is_due_no_more_once_it_was_looked_at()
    {
        var pair = Pair.Inserted().Under(p => p with { Create = CreateMode.None }).Due().LooksAround();
        pair.Asked.ShouldBeNull();
        pair.LastCommit.ShouldNotBeNull().NextAttempt.ShouldBeNull();
        pair.LastCommit.Status.ShouldBe(PairStatus.Waiting);
        pair.Due().Decision.Commit.ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_created_while_a_create_is_open_that_this_record_could_answer()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround(createIsOpen: true);
        pair.Asked.ShouldBeNull();
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.LastCommit!.NextAttempt.ShouldNotBeNull();
        pair.Later(TimeSpan.FromSeconds(5)).Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"));
    }

    [Fact]
    public void What_is_created_follows_what_the_source_is_when_read() =>
        Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().Reads(Crm, "name=Bea", "c9").Finds(Shop)
            .Asked.ShouldBe(new Ask.Create(Shop, Record("email=a@x name=Bea"), $"{Pair.Id}/1"));

    [Fact]
    public void A_property_that_flows_the_other_way_is_not_in_what_is_created()
    {
        var pair = Pair.Half(Shop).Feed(Shop, "email=a@x name=Ada segment=gold", "s1").LooksAround().Reads(Shop).Finds(Crm);
        pair.Asked.ShouldBe(new Ask.Create(Crm, Record("email=a@x name=Ada"), $"{Pair.Id}/1"));
    }

    [Fact]
    public void A_match_key_that_changed_since_the_look_around_takes_the_intent_back_and_looks_again()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().Reads(Crm, "email=b@x", "c9");
        pair.Asked.ShouldBe(new Ask.LookAround(Crm, "b@x"));
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.LastCommit!.MatchKey.ShouldBe("b@x");
    }

    [Fact]
    public void A_record_without_a_match_key_is_created_without_being_looked_for()
    {
        var pair = Pair.Half(matchKey: null).Feed(Crm, "name=Ada").LooksAround();
        pair.Asked.ShouldBe(ReadSource);
        pair.Reads(Crm).Asked.ShouldBe(new Ask.Create(Shop, Record("name=Ada"), $"{Pair.Id}/1"));
    }

    [Fact]
    public void A_source_that_left_the_where_or_cannot_be_mapped_any_more_takes_the_intent_back()
    {
        var left = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().Reads(Crm, "", "c9", inScope: false);
        (left.Asked, left.Row.Sides.Shop.Intent, left.Status).ShouldBe((null, null, PairStatus.Paused));
        left.Feed(Crm, "name=Bea").Reads(Crm, "name=Bea", "c10").Asked.ShouldBe(new Ask.LookAround(Crm, "a@x"), "it is back");
        var bad = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().ReadsBad(Crm, "name", "name is a number");
        (bad.Asked, bad.Row.Sides.Shop.Intent, bad.Status).ShouldBe((null, null, PairStatus.Parked));
    }

    [Fact]
    public void A_create_that_waited_for_a_find_follows_what_its_source_is_then() =>
        Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm).FindFails(Shop).Hint(Crm).Later(TimeSpan.FromMinutes(10))
            .Asked.ShouldBe(new Ask.Read(Crm, "c"));

    [Fact]
    public void A_source_that_cannot_be_read_now_is_not_asked_again_before_its_time()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().ReadFails(Crm);
        pair.Due().Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(ReadSource);
    }

    [Fact]
    public void A_creation_is_told_with_the_time_of_the_sources_last_edit()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", modifiedAt: Talk.Noon.AddMinutes(-9)).Feed(Crm, "name=Bea", modifiedAt: Talk.Noon.AddMinutes(-3))
            .LooksAround().Reads(Crm).Finds(Shop).Stores(Shop);
        pair.Told.Single(told => told.Kind == ActivityKind.Created).EditedAt.ShouldBe(Talk.Noon.AddMinutes(-3));
    }

    [Fact]
    public void A_source_gone_before_the_create_was_sent_creates_nothing()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().ReadsGone(Crm);
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Purge.ShouldBeTrue();
    }

    [Fact]
    public void A_source_gone_after_the_create_was_sent_deletes_what_it_made()
    {
        var pair = Pair.Creating().AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).ReadsGone(Crm);
        pair.Asked.ShouldBe(CreateAda);
        pair.Stores(Shop, version: "s2").Reads(Shop).Asked.ShouldBe(new Ask.Grant(Shop, 1));
        pair.Grants(Shop).Asked.ShouldBe(new Ask.Delete(Shop, "s", "s2"));
    }

    [Fact]
    public void A_create_without_an_answer_is_sent_again_under_the_same_key_with_the_same_body()
    {
        var pair = Pair.Creating().AnswersUnknown(Shop);
        pair.Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(ReadSource);
        pair.Reads(Crm, "name=Bea", "c9").Asked.ShouldBe(CreateAda);
        pair.Stores(Shop).Reads(Shop).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), pair.Shop.Version));
    }

    [Fact]
    public void A_create_cut_by_a_crash_is_sent_again_under_the_same_key_with_the_same_body() =>
        Pair.Creating().Crashes().Reads(Crm, "name=Bea", "c9").Asked.ShouldBe(CreateAda);

    [Fact]
    public void A_create_not_yet_sent_when_the_process_died_begins_again_with_the_source() =>
        Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().Crashes().Asked.ShouldBe(ReadSource);

    [Fact]
    public void Without_a_key_a_create_without_an_answer_is_looked_for_before_it_is_sent_again()
    {
        var pair = Pair.Creating(NoKeys).AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm);
        pair.Asked.ShouldBe(new Ask.Find(Shop, Record("email=a@x name=Ada")));
        pair.Finds(Shop, new FoundRecord("s7", null)).Reads(Crm);
        pair.Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s7"));
    }

    [Fact]
    public void Where_a_find_lags_what_it_misses_is_believed_only_once_the_lag_is_over()
    {
        var pair = Pair.Creating(talk => talk.Where(Shop, can => can with { IdempotencyKeys = false, FindLag = TimeSpan.FromMinutes(1) })).AnswersUnknown(Shop).Crashes();
        pair.Later(TimeSpan.FromSeconds(10)).Reads(Crm).Finds(Shop).Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromSeconds(59)).Asked.ShouldBeNull("it may have been done a moment before it was first looked for");
        pair.Later(TimeSpan.FromSeconds(1)).Reads(Crm).Finds(Shop).Asked.ShouldBe(CreateAda);
    }

    [Fact]
    public void Where_neither_key_nor_find_can_tell_a_create_without_an_answer_is_shown_to_a_person()
    {
        var pair = Pair.Creating(talk => NoKeys(talk).Where(Shop, can => can with { Find = false }));
        pair.AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm);
        pair.Asked.ShouldBeNull();
        pair.Status.ShouldBe(PairStatus.Ambiguous);
    }

    [Fact]
    public void A_throttled_create_was_not_sent_and_follows_the_source()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Retryable(new Failure("too many requests")));
        pair.Later(TimeSpan.FromMinutes(1)).Reads(Crm, "name=Bea", "c9").Finds(Shop);
        pair.Asked.ShouldBe(new Ask.Create(Shop, Record("email=a@x name=Bea"), $"{Pair.Id}/1"));
    }

    [Fact]
    public void A_record_found_after_a_create_that_was_throttled_is_a_strangers_and_agrees_for_the_first_time()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Retryable(new Failure("too many requests")));
        pair.Later(TimeSpan.FromMinutes(1)).Reads(Crm).Finds(Shop, new FoundRecord("s", null)).ReadsCandidate(Shop, "s", "email=a@x name=Zoe").Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Ada"), pair.Shop.Version), "the preferred side's value stands");
    }

    [Fact]
    public void A_rejected_create_parks_the_pair_and_names_the_property()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "too short"));
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "too short", "name"));
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
    }

    [Fact]
    public void A_record_that_exists_already_is_looked_for_and_taken()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.AlreadyExists("shop_email", "email is taken")).Reads(Crm);
        pair.Asked.ShouldBe(new Ask.Find(Shop, Record("email=a@x name=Ada")));
        pair.Finds(Shop, new FoundRecord("s7", null)).ReadsCandidate(Shop, "s7", "email=a@x name=Ada");
        pair.Row.Sides.Shop.Id.ShouldBe("s7");
    }

    [Fact]
    public void A_record_that_exists_already_and_cannot_be_found_parks_in_the_sides_words()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.AlreadyExists("shop_email", "email is taken")).Reads(Crm).Finds(Shop);
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "email is taken"));
    }

    [Fact]
    public void A_key_replayed_that_answers_not_found_says_that_a_person_deleted_what_was_created()
    {
        var pair = Pair.Creating().AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Reads(Crm)
            .Answers(Shop, new WriteOutcome.NotFound());
        pair.Asked.ShouldBe(new Ask.Grant(Crm, 1));
    }

    [Fact]
    public void What_the_side_stored_otherwise_than_created_is_normalised()
    {
        var pair = Pair.Creating().Stores(Shop, otherwise: "name=ADA").Reads(Shop);
        pair.Asked.ShouldBeNull();
        pair.Row.BaseOf(Shop, "name").ShouldBe(Value("ADA"));
    }

    private static Talk NoKeys(Talk talk) => talk.Where(Shop, can => can with { IdempotencyKeys = false });
}
