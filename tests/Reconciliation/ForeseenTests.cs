using static Sync.Reconciliation.Tests.Texts;
using static Sync.Side;

namespace Sync.Reconciliation.Tests;

/// <summary>What people who make, end and move links are shown before, and what is told of them after.</summary>
public sealed class ForeseenTests
{
    private static readonly PairId Other = Pair.HigherId;

    [Theory]
    [InlineData(CreateMode.Both, "crm Create  > , split; shop Create  > , split")]
    [InlineData(CreateMode.Shop, "shop Create  > , split")]
    [InlineData(CreateMode.None, "")]
    public void A_preview_tells_what_a_split_would_have_made_and_changes_nothing(CreateMode create, string foreseen)
    {
        var pair = Unmatched().Under(p => p with { Create = create }).Splits(Shop, Other, preview: true);
        pair.Heard.ShouldBeOfType<Instructed.Previewed>();
        pair.Foreseen.ShouldBe(foreseen);
        (pair.Asked, pair.Released, pair.State.Sides.Shop.Id, pair.State.Generation).ShouldBe((null, null, "s", 1));
    }

    [Fact]
    public void A_record_that_is_gone_or_shared_has_no_other_made_when_it_is_let_go()
    {
        var ignoring = Pair.Linked().Under(p => p with { Delete = new(DeleteMode.Ignore, DeleteMode.Ignore) });
        ignoring.Hint(Shop).ReadsGone(Shop).Splits(Shop, Other, preview: true).Foreseen.ShouldBe("shop Create  > , split");
        Unmatched().Under(p => p with { Many = Crm }).Splits(Crm, Other, preview: true).Foreseen.ShouldBe("crm Create  > , split");
    }

    [Fact]
    public void A_split_is_told_with_who_split_it_and_ends_what_stood_still()
    {
        var pair = Unmatched().Feed(Crm, "name=Bea").Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name")).Splits(Shop, Other);
        pair.Row.Halt.ShouldBeNull();
        var told = pair.Told.Single(told => told.Kind == ActivityKind.Split);
        (told.Side, told.By, told.Text).ShouldBe((Shop, "Eve", $"shop s is pair {Other} now, split by Eve"));
    }

    [Fact]
    public void A_preview_tells_what_a_merge_would_delete_and_changes_nothing()
    {
        var pair = Pair.Linked().Merges(Whole(), preview: true);
        pair.Foreseen.ShouldBe("crm Delete  > , merged; shop Delete  > , merged");
        (pair.Asked, pair.State.Retired, pair.Told.Count).ShouldBe((null, null, 0));
        Pair.Linked().Under(p => p with { Delete = new(DeleteMode.Propagate, DeleteMode.Archive) }).Merges(Whole(), preview: true)
            .Foreseen.ShouldBe("crm Archive  > , merged; shop Delete  > , merged");
    }

    [Fact]
    public void A_merge_is_told_with_who_merged_what()
    {
        var told = Pair.Linked().Merges(Whole()).Told.Single(told => told.Kind == ActivityKind.Merged);
        (told.By, told.Text).ShouldBe(("Eve", $"crm c and shop s merged into {Other} by Eve"));
        Half().Merges(Whole()).Told.Single(told => told.Kind == ActivityKind.Merged).Text.ShouldBe($"crm c merged into {Other} by Eve");
    }

    [Fact]
    public void A_preview_tells_what_lifting_a_barrier_would_write_and_leaves_it()
    {
        var pair = Pair.Linked().Unlinks().Lifts(preview: true).Reads(Crm, "phone=2", "c2").Reads(Shop);
        pair.Heard.ShouldBeOfType<Instructed.Previewed>();
        pair.Foreseen.ShouldBe("""shop phone "1" > "2", edit""");
        (pair.Asked, pair.Status).ShouldBe((null, PairStatus.Unlinked));
    }

    [Fact]
    public void A_barrier_lifted_is_told_with_who_lifted_it()
    {
        var told = Pair.Linked().Unlinks().Lifts().Reads(Crm).Reads(Shop).Told.Single(told => told.Kind == ActivityKind.Linked);
        (told.By, told.Text).ShouldBe(("Eve", "crm c and shop s no longer kept apart, by Eve"));
    }

    [Fact]
    public void What_is_no_barrier_is_not_lifted_and_what_is_one_not_unlinked_again()
    {
        Pair.Linked().Refuses(new Input.Lift("Eve", false) { Now = Talk.Noon }).ShouldBe(new Instructed.NotNow("it is not unlinked"));
        Pair.Linked().Unlinks().Refuses(new Input.Unlink("Eve") { Now = Talk.Noon }).ShouldBe(new Instructed.NotNow("it is unlinked already"));
    }

    /// <summary>Others of its key would wait for it for ever.</summary>
    [Fact]
    public void A_create_that_was_not_sent_is_open_no_more_once_its_record_is_left_alone()
    {
        var pair = Pair.Half().Feed(Crm, "email=a@x name=Ada").LooksAround().ReadFails(Crm);
        pair.LastCommit!.OpenCreate.ShouldBe(Shop);
        pair.Unlinks().LastCommit!.OpenCreate.ShouldBeNull();
    }

    private static Talk Unmatched() => Pair.Linked().Under(p => p with { Match = [] });

    private static Talk Half() => Pair.Creating().Answers(Shop, new WriteOutcome.Rejected("shop_name", "no such name"));

    private static Holder Whole() => Pair.Holder(Other, "c9") with { IsHalf = false, Status = PairStatus.InSync };
}
