namespace Sync.Storage.Tests;

public abstract partial class PairStoreCompliance
{
    [Fact]
    public async Task Hints_outlive_a_restart_and_come_back_oldest_first()
    {
        await Inbox.PutAsync(Side.Shop, [new("order", "3"), new("order", "1"), new("customer", "7")], None);
        await Inbox.PutAsync(Side.Shop, [new("order", "2")], None);
        await Inbox.PutAsync(Side.Crm, [new("order", "9")], None);

        await RestartAsync();

        (await Taken()).Select(hint => hint.ExternalId).ShouldBe(["3", "1", "2"]);
        (await Inbox.TakeAsync(Side.Shop, "order", (await Taken())[0].Number, 1, None)).ShouldBe([(await Taken())[1]]);
    }

    [Fact]
    public async Task A_record_hinted_again_comes_once_in_its_newest_place()
    {
        await Inbox.PutAsync(Side.Shop, [new("order", "1"), new("order", "2"), new("order", "1"), new("order", "1")], None);

        (await Taken()).Select(hint => hint.ExternalId).ShouldBe(["2", "1"]);
    }

    [Fact]
    public async Task Removing_hints_keeps_one_that_came_after_they_were_taken()
    {
        await Inbox.PutAsync(Side.Shop, [new("order", "1"), new("order", "2")], None);
        var taken = await Taken();
        await Inbox.PutAsync(Side.Shop, [new("order", "1")], None);

        await Inbox.RemoveAsync(Side.Shop, "order", taken, None);

        var left = (await Taken()).ShouldHaveSingleItem();
        left.ExternalId.ShouldBe("1");
        left.Number.ShouldBeGreaterThan(taken[^1].Number);
        await Inbox.RemoveAsync(Side.Shop, "order", [left], None);
        (await Taken()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Numbers_of_hints_are_never_used_again()
    {
        await Inbox.PutAsync(Side.Shop, [new("order", "1")], None);
        var first = (await Taken())[0];
        await Inbox.RemoveAsync(Side.Shop, "order", [first], None);
        await RestartAsync();

        await Inbox.PutAsync(Side.Shop, [new("order", "1")], None);

        (await Taken())[0].Number.ShouldBeGreaterThan(first.Number);
    }

    private Task<IReadOnlyList<StoredHint>> Taken() => Inbox.TakeAsync(Side.Shop, "order", 0, 100, None);
}
