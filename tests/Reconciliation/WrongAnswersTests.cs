using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>A side says one thing and shows another; what it shows is what there is.</summary>
public sealed class WrongAnswersTests
{
    private static readonly WriteOutcome Taken = new WriteOutcome.Succeeded(null);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_taken_and_is_not_there_is_no_edit_of_the_side_once_it_is_refused(bool crashes)
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Taken).Reads(Shop);
        pair.Answers(Shop, new WriteOutcome.Rejected("name", "too short")).Reads(Shop).Answers(Shop, new WriteOutcome.Rejected("name", "too short")).Status.ShouldBe(PairStatus.Parked);
        pair = crashes ? pair.Crashes() : pair;
        pair.Replays();
        while (pair.Asked is Ask.Read read)
            pair.Reads(read.Side);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
    }

    [Fact]
    public void What_was_taken_and_is_not_there_is_sent_again()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Taken).Reads(Shop);
        pair.Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
        pair.Row.Base["name"].ShouldBe(new Value.Text("Ada"), "nothing is agreed that nobody has");
    }

    [Fact]
    public void What_was_taken_is_told_and_agreed_once_it_can_be_seen()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Taken).Crashes();
        pair.Reads(Shop, "name=Bea", "s2").Row.Base["name"].ShouldBe(new Value.Text("Bea"));
        pair.Told.Count(told => told.Kind == ActivityKind.Updated).ShouldBe(1);
    }

    /// <summary>Whoever deleted it may have seen what had been written; nobody edited it since.</summary>
    [Fact]
    public void A_record_that_was_deleted_after_it_took_a_write_was_not_edited() =>
        Pair.Linked().Feed(Crm, "name=Bea").Answers(Shop, Taken).ReadsGone(Shop).Asked.ShouldBe(new Ask.Grant(Crm, 1));

    [Fact]
    public void A_record_is_archived_once_that_can_be_seen()
    {
        var pair = Pair.Linked().Under(p => p with { Delete = new(DeleteMode.Archive, DeleteMode.Archive) }).Hint(Crm).ReadsGone(Crm).Answers(Shop, Taken);
        pair.Reads(Shop).Asked.ShouldBe(new Ask.Archive(Shop, "s", "s1"), "it shows what it had");
        pair.Answers(Shop, Taken).Reads(Shop, "", "s2").Status.ShouldBe(PairStatus.Unlinked);
    }

    [Fact]
    public void A_deletion_is_told_once_that_can_be_seen()
    {
        var pair = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, Taken).Reads(Shop);
        pair.Told.ShouldNotContain(told => told.Kind == ActivityKind.Deleted);
        pair.Answers(Shop, Taken).ReadsGone(Shop).Told.Count(told => told.Kind == ActivityKind.Deleted).ShouldBe(1);
    }

    /// <summary>That its version is another is what it says; that it is the same, what it shows.</summary>
    [Fact]
    public void A_record_whose_deletion_is_refused_for_its_version_was_edited_only_if_it_shows_another()
    {
        var same = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop);
        same.Asked.ShouldBe(new Ask.Delete(Shop, "s", "s1"));
        same.State.Generation.ShouldBe(1);
        var other = Pair.Linked().Hint(Crm).ReadsGone(Crm).Grants(Shop).Answers(Shop, new WriteOutcome.VersionMismatch()).Reads(Shop, "name=Bea", "s2");
        other.State.Generation.ShouldBe(2, "it was edited, and is created again");
    }

    /// <summary>Seeds 4G_6xwuMX8H2 and 6WvrBO5YOD34 of <see cref="RestLaws"/>.</summary>
    [Fact]
    public void A_counterpart_that_is_found_and_is_not_there_once_it_is_linked_is_not_looked_for_in_a_circle()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada", "c1");
        for (var questions = 0; pair.Asked is { } ask; questions++)
        {
            questions.ShouldBeLessThan(40, $"{ask}");
            pair = ask switch
            {
                Ask.LookAround => pair.LooksAround(),
                Ask.Find => pair.Finds(Shop, new FoundRecord("s9", null)),
                Ask.ReadCandidate => pair.ReadsCandidate(Shop, "s9", "email=a@x name=Zed"),
                Ask.Read { Side: Crm } => pair.Reads(Crm),
                _ => pair.ReadsGone(Shop),
            };
        }
        pair.LastCommit!.NextAttempt.ShouldBe(pair.Shop.Retry.ShouldNotBeNull().NotBefore);
    }

    /// <summary>It was done, and that it is refused now says nothing of that: what it left there is ours, and no edit.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_refused_when_it_is_sent_again_may_have_been_done_before(bool isNotFound)
    {
        WriteOutcome answer = isNotFound ? new WriteOutcome.NotFound() : new WriteOutcome.Rejected("shop_name", "not today");
        var pair = Pair.Linked().Feed(Crm, "name=Bea").AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Answers(Shop, answer);
        pair.Asked.ShouldBe(new Ask.Read(Shop, "s"));
        pair.Reads(Shop, "name=Bea", "s2").Status.ShouldBe(PairStatus.InSync);
    }

    [Fact]
    public void What_was_not_done_before_is_parked_when_it_is_refused_once_more()
    {
        var pair = Pair.Linked().Feed(Crm, "name=Bea").AnswersUnknown(Shop).Later(TimeSpan.FromMinutes(1)).Answers(Shop, new WriteOutcome.Rejected("shop_name", "no"));
        pair.Reads(Shop).Asked.ShouldBe(new Ask.Update(Shop, "s", Record("name=Bea"), "s1"));
        pair.Answers(Shop, new WriteOutcome.Rejected("shop_name", "no")).Status.ShouldBe(PairStatus.Parked);
    }
}
