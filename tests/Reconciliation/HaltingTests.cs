using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>When a pair waits, and when it stops for a person.</summary>
public sealed class HaltingTests
{
    private static readonly Ask SendName = new Ask.Update(Shop, "s", Record("name=Bea"), "s1");

    [Fact]
    public void A_side_that_failed_is_asked_the_same_again_but_not_before_its_time()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Throttled());
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Retrying);
        pair.LastCommit.NextAttempt.ShouldBe(pair.Shop.Retry!.NotBefore);
        pair.Due().Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(10)).Asked.ShouldBe(SendName);
    }

    /// <summary>The path of one request may be wrong, or a cache may answer the other: neither is asked in a circle.</summary>
    [Theory]
    [InlineData(DeleteMode.Propagate)]
    [InlineData(DeleteMode.Archive)]
    [InlineData(null)]
    public void A_side_that_shows_a_record_and_does_not_find_it_to_be_written_is_left_alone_for_a_while(DeleteMode? deletes)
    {
        var pair = deletes is { } mode
            ? Pair.Linked().Under(p => p with { Delete = new(mode, mode) }).Hint(Crm).ReadsGone(Crm)
            : Pair.Linked().Feed(Crm, "name=Bea");
        for (var times = 0; times < 4; times++)
        {
            pair = pair.Asked is Ask.Grant ? pair.Grants(Shop) : pair;
            pair.Asked.ShouldNotBeNull().ShouldNotBeOfType<Ask.Read>();
            pair.Answers(Shop, new WriteOutcome.NotFound());
            pair = pair.Asked is Ask.Read ? pair.Reads(Shop) : pair;
        }
        pair.Asked.ShouldBeNull();
        pair.Shop.Retry.ShouldNotBeNull().NotBefore.ShouldBeGreaterThan(pair.Now);
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
    }

    [Fact]
    public void A_side_that_takes_no_deletion_of_the_version_it_shows_is_left_alone_for_a_while()
    {
        var pair = Pair.Linked().Under(p => p with { AgainstEdit = AgainstEdit.DeleteWins }).Hint(Crm).ReadsGone(Crm).Grants(Shop);
        for (var times = 0; times < 3; times++)
            pair.Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop).Asked.ShouldBeOfType<Ask.Delete>();
        pair.Answers(Shop, new WriteOutcome.VersionMismatch()).Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
    }

    /// <summary>A field that cannot be written, a record only marked as deleted, a read that lags.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_side_that_takes_a_write_and_shows_nothing_of_it_is_left_alone_for_a_while(bool deletes)
    {
        var pair = deletes ? Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop) : Pair.Linked().Feed(Crm, "name=Bea");
        for (var times = 0; times < 3; times++)
        {
            pair.Asked.ShouldNotBeNull().ShouldNotBeOfType<Ask.Read>();
            pair.Answers(Shop, new WriteOutcome.Succeeded(null)).Reads(Shop);
        }
        pair.Answers(Shop, new WriteOutcome.Succeeded(null)).Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
    }

    [Fact]
    public void A_side_that_shows_only_when_read_what_came_of_a_write_is_read_at_once_however_often()
    {
        var pair = Pair.Linked();
        for (var times = 0; times < 9; times++)
        {
            pair.Feed(Crm, $"name=Bea{times}").Answers(Shop, new WriteOutcome.Succeeded(null)).Asked.ShouldBe(new Ask.Read(Shop, "s"));
            pair.Reads(Shop, $"name=Bea{times}", $"t{times}").Asked.ShouldBeNull();
        }
    }

    /// <summary>Nothing else would read it: no create begins before it can be mapped.</summary>
    [Fact]
    public void Word_of_a_record_that_cannot_be_mapped_has_it_read_though_its_counterpart_is_missing() =>
        Pair.Half().FeedsBad(Crm, "name", "name is a number").Hint(Crm).Asked.ShouldBe(new Ask.Read(Crm, "c"));

    /// <summary>Nobody knows whether it ever is, and thousands may wait: the store is asked, and not the side.</summary>
    [Fact]
    public void A_record_is_not_read_again_for_a_reference_before_that_may_be_linked()
    {
        var pair = Pair.Linked().Hint(Crm);
        var awaiting = pair.Crm.Seen.Without("phone").Mapped() with { Awaits = pair.Crm.Awaits.Add("phone", "7") };
        pair.Step(new Input.Read(Crm, new SideAnswer.Found("c", awaiting, "c2", Talk.Noon)) { Now = Talk.Noon });
        var (asks, waits) = (pair.LastCommit!.NextAttempt!.Value, pair.LastCommit.Status);

        pair.Step(new Input.Due { Now = asks, MayBeLinked = new(false, true) });

        (waits, pair.Asked).ShouldBe((PairStatus.Waiting, null));
        var later = pair.LastCommit.NextAttempt.ShouldNotBeNull();
        (later - asks).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5), "a pause grows");
        pair.Step(new Input.Due { Now = later }).Asked.ShouldBe(new Ask.Read(Crm, "c"));
    }

    [Fact]
    public void A_reference_that_is_awaited_hides_no_conflict()
    {
        var pair = Pair.Apart("phone=1 memo=hi", "phone=1 memo=yes", "phone=1 memo=no").Hint(Crm);
        var awaiting = pair.Crm.Seen.Without("phone").Mapped() with { Awaits = pair.Crm.Awaits.Add("phone", "7") };
        pair.Step(new Input.Read(Crm, new SideAnswer.Found("c", awaiting, "c2", Talk.Noon)) { Now = Talk.Noon });
        pair.LastCommit!.Status.ShouldBe(PairStatus.Conflict);
        pair.LastCommit.NextAttempt.ShouldNotBeNull("the reference is asked after all the same");
    }

    [Fact]
    public void A_side_that_fails_again_and_again_is_told_once() => Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Throttled())
        .Later(TimeSpan.FromMinutes(10)).Answers(Shop, Throttled()).Told.Count(told => told.Kind == ActivityKind.Retrying).ShouldBe(1);

    [Fact]
    public void Pauses_grow_from_attempt_to_attempt_up_to_five_minutes()
    {
        var pauses = Pauses(12);
        pauses[0].ShouldBeInRange(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
        pauses[3].ShouldBeInRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        pauses[11].ShouldBeInRange(TimeSpan.FromSeconds(150), TimeSpan.FromSeconds(300));
    }

    [Fact]
    public void Pauses_are_the_same_whenever_the_same_happens() => Pauses(8).ShouldBe(Pauses(8));

    [Fact]
    public void Pauses_differ_from_pair_to_pair() =>
        Retrying.Backoff(Pair.Id, 4).ShouldNotBe(Retrying.Backoff(Pair.HigherId, 4));

    [Fact]
    public void A_side_that_says_how_long_to_wait_is_left_alone_that_long()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Throttled(TimeSpan.FromMinutes(7)));
        pair.Later(TimeSpan.FromMinutes(6)).Asked.ShouldBeNull();
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(SendName);
    }

    [Fact]
    public void A_pause_survives_a_crash() =>
        Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Throttled()).Crashes().Asked.ShouldBeNull();

    [Fact]
    public void A_side_that_cannot_be_written_does_not_hold_the_other_direction()
    {
        var pair = Pair.Linked().Hint(Shop).Feed(Crm, "name=Bea").Reads(Shop, "phone=2", "s2").Answers(Crm, Throttled());
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s2"));
    }

    [Fact]
    public void An_answer_ends_the_row_of_failures()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Throttled()).Later(TimeSpan.FromMinutes(1)).Stores(Shop);
        pair.Shop.Retry.ShouldBeNull();
    }

    [Fact]
    public void A_refused_write_parks_the_pair_in_the_sides_words_and_names_the_property()
    {
        var pair = Parked();
        pair.Asked.ShouldBeNull();
        pair.State.Halt.ShouldBe(new Halt(PairStatus.Parked, "too short", "name"));
        pair.LastCommit!.Status.ShouldBe(PairStatus.Parked);
        pair.Row.Sides.Shop.Intent.ShouldBeNull();
        pair.Later(TimeSpan.FromHours(1)).Asked.ShouldBeNull();
    }

    [Fact]
    public void A_later_edit_unparks() =>
        Parked().Feed(Crm, "name=Beatrice").Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Beatrice"), "s1"));

    [Fact]
    public void A_later_body_without_an_edit_does_not_unpark() => Parked().Feed(Crm, "").Status.ShouldBe(PairStatus.Parked);

    [Fact]
    public void A_replay_unparks_by_reading_both_records()
    {
        var pair = Parked().Replays();
        pair.Asked.ShouldBe(new Ask.Read(Crm, "c"));
        pair.Reads(Crm).Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop).Asked.ShouldBe(SendName);
    }

    [Fact]
    public void A_replay_of_what_does_not_stand_still_does_nothing() => Pair.Linked().Replays().Asked.ShouldBeNull();

    [Fact]
    public void A_record_that_cannot_be_mapped_parks_the_pair_and_nothing_is_written()
    {
        var pair = Pair.Linked().FeedsBad(Crm, "name", "name is a number");
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Parked);
        pair.Row.Sides.Crm.Unreadable.ShouldBe(new Mapped.Bad("name", "name is a number"));
        pair.Feed(Shop, "phone=2").Asked.ShouldBeNull();
    }

    [Fact]
    public void A_body_that_cannot_be_mapped_is_told_once()
    {
        var pair = Pair.Linked().FeedsBad(Crm, "name", "name is a number").FeedsBad(Crm, "name", "name is a number");
        pair.Told.Count(told => told is { Kind: ActivityKind.Parked, Side: Crm, Property: "name", Text: "name is a number" }).ShouldBe(1);
    }

    [Fact]
    public void A_good_body_ends_being_unreadable_and_what_waited_flows()
    {
        var pair = Pair.Linked().FeedsBad(Crm, "name", "name is a number").Feed(Shop, "phone=2").Feed(Crm, "", version: "c9");
        pair.Asked.ShouldBe(new Ask.Update(Crm, "c", Record("phone=2"), "c9"));
        pair.Row.Sides.Crm.Unreadable.ShouldBeNull();
    }

    /// <summary>Else what was written, found once the record is mended, would be taken for an edit there, and a later one than the source's.</summary>
    [Fact]
    public void A_record_that_cannot_be_mapped_leaves_the_write_to_it_open_and_what_was_sent_is_ours_when_it_can_be_read()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Answers(Shop, new WriteOutcome.VersionMismatch())
            .ReadsBad(Shop, "phone", "phone is a number").Feed(Crm, "name=Cid", modifiedAt: Talk.Noon.AddMinutes(1));
        (pair.Asked, pair.LastCommit!.Status, pair.LastCommit.NextAttempt).ShouldBe((null, PairStatus.Parked, null));
        pair.Hint(Shop).Reads(Shop, "name=Bea", "s9", modifiedAt: Talk.Noon.AddMinutes(5)).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Cid"), "s9"));
    }

    [Fact]
    public void What_was_stored_is_agreed_though_the_answer_shows_a_record_that_cannot_be_mapped()
    {
        var bad = new SideAnswer.Found("s", new Mapped.Bad("phone", "phone is a number"), "s2", Talk.Noon);
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Step(new Input.Written(Shop, new WriteOutcome.Succeeded(null), bad) { Now = Talk.Noon });
        pair.ReadsBad(Shop, "phone", "phone is a number").Feed(Crm, "name=Cid", modifiedAt: Talk.Noon.AddMinutes(1)).Status.ShouldBe(PairStatus.Parked);
        pair.Hint(Shop).Reads(Shop, "name=Bea", "s9", modifiedAt: Talk.Noon.AddMinutes(5)).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Cid"), "s9"));
        pair.Told.ShouldNotContain(told => told.Kind == ActivityKind.Normalised);
    }

    [Fact]
    public void Word_of_an_ambiguous_record_is_kept_until_its_side_answers()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1").LooksAround().Reads(Crm).Finds(Shop, new FoundRecord("x", null), new FoundRecord("y", null))
            .Hint(Crm).ReadFails(Crm);
        (pair.Status, pair.LastCommit!.NextAttempt).ShouldBe((PairStatus.Ambiguous, pair.Crm.Retry!.NotBefore));
        pair.Later(TimeSpan.FromMinutes(1)).ReadsGone(Crm).LastCommit!.Purge.ShouldBeTrue();
    }

    /// <summary>Seeds moving:896 and 920 of the simulation.</summary>
    [Fact]
    public void A_candidate_that_could_not_be_read_leaves_nobody_waited_for()
    {
        var pair = Pair.Half().Under(p => p with { Create = CreateMode.None }).Feed(Crm, "email=a@x name=Ada").LooksAround().Offers(Shop, "s9").Reads(Crm);
        pair.Asked.ShouldBe(new Ask.ReadCandidate(Shop, "s9"));
        pair.CandidateReadFails(Shop);
        (pair.Decision.Refuse, pair.Status).ShouldBe((true, PairStatus.Waiting));
    }

    [Fact]
    public void A_record_that_left_its_where_pauses_the_pair_and_deletes_nothing()
    {
        var pair = Pair.Linked().Hint(Shop).Reads(Shop, "", "s2", inScope: false);
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Paused);
        pair.Feed(Crm, "name=Bea").Asked.ShouldBeNull();
    }

    [Fact]
    public void A_record_back_in_its_where_goes_on()
    {
        var pair = Pair.Linked().Hint(Shop).Reads(Shop, "", "s2", inScope: false).Feed(Crm, "name=Bea").Hint(Shop).Reads(Shop, "", "s3");
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s3"));
    }

    [Fact]
    public void A_source_that_left_the_where_while_its_create_waited_is_paused_and_retries_nothing()
    {
        var pair = Pair.Creating().Answers(Shop, new WriteOutcome.Retryable(new Failure("busy"))).Later(TimeSpan.FromMinutes(10)).Reads(Crm, inScope: false);
        pair.Asked.ShouldBeNull();
        pair.LastCommit!.Status.ShouldBe(PairStatus.Paused);
    }

    private static WriteOutcome Throttled(TimeSpan? retryAfter = null) => new WriteOutcome.Retryable(new Failure("too many requests", retryAfter));

    private static Talk Parked() => Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, new WriteOutcome.Rejected("shop_name", "too short"));

    private static List<TimeSpan> Pauses(int attempts)
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea");
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < attempts; i++)
        {
            pauses.Add(pair.Answers(Shop, Throttled()).Shop.Retry!.NotBefore - pair.Now);
            pair.Later(pauses[^1]);
        }
        return pauses;
    }
}
