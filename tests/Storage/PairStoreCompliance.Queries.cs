namespace Sync.Storage.Tests;

public abstract partial class PairStoreCompliance
{
    [Fact]
    public async Task Pairs_are_due_from_their_next_attempt_on_oldest_first()
    {
        var late = await Put(Row("c1", "s1") with { NextAttempt = At });
        var early = await Put(Row("c2", "s2") with { NextAttempt = At.AddMinutes(-1) });
        var half = await Put(Row("c3", null) with { NextAttempt = At.AddMinutes(-2) });
        await Put(Row("c4", "s4") with { NextAttempt = At.AddMilliseconds(1) });
        await Put(Row("c5", "s5"));
        await Put(Row("c6", "s6", pairing: "order") with { NextAttempt = At });

        (await Store.DueAsync("customer", At, halves: true, 10, None)).ShouldBe([half.Id, early.Id, late.Id]);
        (await Store.DueAsync("customer", At, halves: false, 10, None)).ShouldBe([early.Id, late.Id]);
        (await Store.DueAsync("customer", At, halves: true, 2, None)).ShouldBe([half.Id, early.Id]);

        await Put(early with { NextAttempt = null });
        (await Store.DueAsync("customer", At, halves: false, 10, None)).ShouldBe([late.Id]);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_listed_page_by_page_each_once_and_in_order()
    {
        foreach (var page in Enumerable.Range(0, 100_000).Chunk(5_000))
            await Put([.. page.Select(i => Half(Side.Crm, $"c{i}", $"k{i}", pairing: i % 4 == 0 ? "order" : "customer"))]);

        var ids = new List<string>();
        var listed = await Store.ListAsync(new PairQuery("customer", Limit: 4_999), None);
        while (listed.More)
        {
            ids.AddRange(listed.Rows.Select(row => row.Id.Value));
            listed = await Store.ListAsync(new PairQuery("customer", After: listed.Rows[^1].Id, Limit: 4_999), None);
        }

        ids.AddRange(listed.Rows.Select(row => row.Id.Value));
        ids.Count.ShouldBe(75_000);
        ids.ShouldBe(ids.Distinct().Order(StringComparer.Ordinal));
        ids.ShouldAllBe(id => id.StartsWith("customer/", StringComparison.Ordinal));
        (await Store.CountAsync(None)).ShouldBe([new("customer", PairStatus.New, 75_000), new("order", PairStatus.New, 25_000)], ignoreOrder: true);
        (await Store.DueAsync("order", At, halves: true, 10, None)).Count.ShouldBe(10);
        (await Store.LookUpAsync("order", Side.Shop, [new("s", "k99996")], None)).ShouldHaveSingleItem().Counterpart.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_page_that_holds_exactly_the_rest_says_that_there_is_no_more()
    {
        await Put(Half(Side.Crm, "c1"), Half(Side.Crm, "c2"));

        (await Store.ListAsync(new PairQuery(Limit: 2), None)).More.ShouldBeFalse();
        (await Store.ListAsync(new PairQuery(Limit: 1), None)).More.ShouldBeTrue();
    }

    [Fact]
    public async Task Rows_are_listed_by_pairing_status_record_and_text()
    {
        var parked = await Put(Row("K-100", "7", "ann@example.org", state: """{"reason":"Größe fehlt 100%"}""") with { Status = PairStatus.Parked });
        var synced = await Put(Row("K-200", "100", "bob@example.org") with { Status = PairStatus.InSync });
        var order = await Put(Row("K-100", "9", "n_1", pairing: "order") with { Status = PairStatus.InSync });
        async Task<PairId[]> Listed(PairQuery query) => [.. (await Store.ListAsync(query, None)).Rows.Select(row => row.Id)];

        (await Listed(new())).ShouldBe([parked.Id, synced.Id, order.Id], ignoreOrder: true);
        (await Listed(new(Pairing: "order"))).ShouldBe([order.Id]);
        (await Listed(new(Pairing: "ord"))).ShouldBeEmpty();
        (await Listed(new(Status: PairStatus.Parked))).ShouldBe([parked.Id]);
        (await Listed(new(Pairing: "customer", Status: PairStatus.InSync))).ShouldBe([synced.Id]);
        (await Listed(new(Record: (Side.Crm, "K-100")))).ShouldBe([parked.Id, order.Id], ignoreOrder: true);
        (await Listed(new(Record: (Side.Shop, "100")))).ShouldBe([synced.Id]);
        (await Listed(new(Text: "k-2"))).ShouldBe([synced.Id]);
        (await Listed(new(Text: "ANN@"))).ShouldBe([parked.Id]);
        (await Listed(new(Text: "GRÖSSE FEHLT"))).ShouldBeEmpty();
        (await Listed(new(Text: "größe FEHLT 100%"))).ShouldBe([parked.Id]);
        (await Listed(new(Text: "GRÖßE"))).ShouldBe([parked.Id]);
        (await Listed(new(Text: "n_1"))).ShouldBe([order.Id]);
        (await Listed(new(Text: order.Id.Value[^12..].ToUpperInvariant()))).ShouldBe([order.Id]);
    }

    [Fact]
    public async Task Rows_are_counted_by_pairing_and_status()
    {
        await Put(Half(Side.Crm, "c1"), Half(Side.Crm, "c2"), Half(Side.Crm, "c3", ambiguous: true), Half(Side.Shop, "s1", pairing: "order"));

        (await Store.CountAsync(None)).ShouldBe(
            [new("customer", PairStatus.New, 2), new("customer", PairStatus.Ambiguous, 1), new("order", PairStatus.New, 1)],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Every_status_and_kind_of_activity_can_be_kept()
    {
        foreach (var status in Enum.GetValues<PairStatus>())
            (await Load((await Put(Row($"c{status}", null) with { Status = status })).Id))!.Status.ShouldBe(status);

        var kinds = Enum.GetValues<ActivityKind>();
        await Commit(Row("c", null), [.. kinds.Select(kind => Happened("x", kind))]);
        (await Store.ActivityAfterAsync(0, null, 100, None)).Select(recorded => recorded.Activity.Kind).ShouldBe(kinds);
    }

    [Fact]
    public async Task Activity_comes_back_in_the_order_it_was_committed_and_can_be_followed()
    {
        var one = Row("c1", "s1");
        var two = Row("c2", "s2");
        var full = new Activity(At, ActivityKind.Decided, Side.Crm, "name", "Zoë → 'Ann'", "0123456789abcdef0123456789abcdef")
        {
            From = "null", To = "\"Zoë\"", Rule = "newer", By = "Eve", EditedAt = At.AddMilliseconds(-7), Revision = 3,
        };
        var bare = new Activity(At.AddMilliseconds(5), ActivityKind.Paused, null, null, "", null);
        await Commit(one, full, bare);
        await Commit(two, Happened("later"));

        var all = await Store.ActivityAfterAsync(0, null, 10, None);

        all.Select(recorded => (recorded.Pair, recorded.Activity)).ShouldBe([(one.Id, full), (one.Id, bare), (two.Id, Happened("later"))]);
        all.Select(recorded => recorded.Sequence).ShouldBeInOrder();
        (await Store.ActivityAfterAsync(0, null, 1, None)).ShouldBe([all[0]]);
        (await Store.ActivityAfterAsync(all[0].Sequence, null, 10, None)).ShouldBe([all[1], all[2]]);
        (await Store.ActivityAfterAsync(all[0].Sequence, one.Id, 10, None)).ShouldBe([all[1]]);
        (await Store.LastActivityAsync(null, null, 2, None)).ShouldBe([all[2], all[1]]);
        (await Store.LastActivityAsync(one.Id, null, 1, None)).ShouldBe([all[1]]);
        (await Store.LastActivityAsync(null, all[2].Sequence, 10, None)).ShouldBe([all[1], all[0]]);
        (await Store.LastActivityAsync(one.Id, all[1].Sequence, 10, None)).ShouldBe([all[0]]);
    }
}
