using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>Delete mode archive: the other record is written to once and left alone.</summary>
public sealed class ArchivingTests
{
    private static readonly Ask ArchiveShop = new Ask.Archive(Shop, "s", "s1");

    [Fact]
    public void The_other_record_is_archived_and_the_row_stays_as_a_barrier()
    {
        var pair = Gone();
        pair.Asked.ShouldBe(ArchiveShop);
        pair.Row.Sides.Shop.Intent.ShouldBe(new Intent.Archive("s1") { Doubtful = true });
        Succeeds(pair);
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Unlinked));
        pair.Row.Halt!.Reason.ShouldBe("crm record c was deleted, and shop s archived");
        pair.Hint(Crm).Reads(Crm, "name=Back").Due().Asked.ShouldBeNull();
    }

    [Fact]
    public void An_edit_made_meanwhile_wins_against_the_archive()
    {
        var pair = Gone().Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Zoe", "s2");
        pair.State.Sides.Crm.Id.ShouldBeNull();
        pair.Status.ShouldNotBe(PairStatus.Unlinked);
    }

    [Fact]
    public void Our_own_archive_whose_answer_was_lost_is_no_edit()
    {
        var pair = Gone().AnswersUnknown(Shop).Crashes().Later(TimeSpan.FromSeconds(5));
        pair.Asked.ShouldBe(ArchiveShop);
        pair.Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "", "s2");
        pair.Asked.ShouldBe(new Ask.Archive(Shop, "s", "s2"));
        Succeeds(pair).Status.ShouldBe(PairStatus.Unlinked);
    }

    [Fact]
    public void A_side_that_refuses_to_archive_parks_the_pair() =>
        Gone().Answers(Shop, new WriteOutcome.Rejected("state", "no such state")).Status.ShouldBe(PairStatus.Parked);

    /// <summary>It was archived after that, and its pair left alone for ever.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_is_not_archived_any_more_when_the_other_is_back(bool mayBeDone)
    {
        var failure = new Failure("no answer");
        var pair = Gone().Answers(Shop, mayBeDone ? new WriteOutcome.Unknown(failure) : new WriteOutcome.Retryable(failure)).Hint(Crm).Reads(Crm, "", "c9");
        (pair.Row.Sides.Shop.Intent, pair.Status).ShouldBe((null, PairStatus.InSync));
        pair.Later(TimeSpan.FromMinutes(1)).Asked.ShouldBeNull();
    }

    /// <summary>The first to be archived made a barrier of its pair, which the second did not pass.</summary>
    [Fact]
    public void Where_both_records_of_a_pair_merged_away_are_archived_both_are()
    {
        var pair = Pair.Linked().Under(p => p with { Delete = new PerSide<DeleteMode>(DeleteMode.Archive, DeleteMode.Archive) })
            .Merges(Pair.Holder(Pair.HigherId, "c9") with { IsHalf = false, Status = PairStatus.InSync });
        pair.Asked.ShouldBe(new Ask.Archive(Crm, "c", "c1"));
        pair.Answers(Crm, new WriteOutcome.Succeeded(null)).Reads(Crm, "", "c2").Asked.ShouldBe(ArchiveShop);
        pair.Answers(Shop, new WriteOutcome.Retryable(new Failure("busy"))).Status.ShouldBe(PairStatus.Unlinked);
        pair.LastCommit!.NextAttempt.ShouldNotBeNull();
        pair.Crashes().Later(TimeSpan.FromMinutes(1)).Asked.ShouldBe(ArchiveShop);
        Succeeds(pair).LastCommit!.NextAttempt.ShouldBeNull();
        (pair.Row.Retired, pair.Row.Halt!.Reason, pair.Asked).ShouldBe((null, "shop s archived", null));
    }

    private static Talk Gone() => Pair.Linked()
        .Under(p => p with { Delete = new PerSide<DeleteMode>(DeleteMode.Archive, DeleteMode.Archive) }).Hint(Crm).ReadsGone(Crm);

    private static Talk Succeeds(Talk pair) => pair.Step(new Input.Written(
        Shop, new WriteOutcome.Succeeded(null), new SideAnswer.Found("s", Record("name=Ada").Mapped(), "s3", Talk.Noon)) { Now = pair.Now });
}
