namespace Sync.Silo.Tests;

public sealed class ListPairsTests : ApiTest
{
    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        var ids = Enumerable.Range(1, 5).Select(n => Sample.Id("customer", n)).ToList();
        foreach (var id in ids)
            await Host.AddAsync(Sample.Row(id, PairStatus.InSync));

        var first = await Host.Api.ListPairsAsync(new V1.ListPairsRequest { PageSize = 2 });
        var second = await Host.Api.ListPairsAsync(new V1.ListPairsRequest { PageSize = 2, PageToken = first.NextPageToken });
        var third = await Host.Api.ListPairsAsync(new V1.ListPairsRequest { PageSize = 2, PageToken = second.NextPageToken });

        first.Pairs.Concat(second.Pairs).Concat(third.Pairs).Select(p => p.Id).ShouldBe(ids.Select(id => id.Value));
        third.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_ends_the_list_exactly_has_no_next()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync));

        var page = await Host.Api.ListPairsAsync(new V1.ListPairsRequest { PageSize = 1 });

        page.NextPageToken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pairing_status_and_text_each_narrow_the_list()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 2), PairStatus.Parked));
        await Host.AddAsync(Sample.Row(Sample.Id("order", 3), PairStatus.Parked, shop: "S-4711"));

        (await Ids(new V1.ListPairsRequest { Pairing = "customer" })).ShouldBe([1, 2]);
        (await Ids(new V1.ListPairsRequest { Status = V1.PairStatus.Parked })).ShouldBe([2, 3]);
        (await Ids(new V1.ListPairsRequest { Text = "s-4711" })).ShouldBe([3]);

        async Task<IEnumerable<int>> Ids(V1.ListPairsRequest request) =>
            (await Host.Api.ListPairsAsync(request)).Pairs.Select(p => int.Parse(p.Id[^12..], null));
    }

    [Fact]
    public async Task A_pair_in_a_list_says_why_it_is_not_in_sync()
    {
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.Retrying));

        var page = await Host.Api.ListPairsAsync(new V1.ListPairsRequest());

        page.Pairs.Single().Reason.ShouldBe("crm: 503 from the CRM (attempt 4)");
    }

    [Fact]
    public async Task Every_wrong_field_is_told_at_once_with_what_is_allowed()
    {
        var request = new V1.ListPairsRequest
        {
            Pairing = "nope",
            Status = (V1.PairStatus)99,
            Text = new string('x', 201),
            PageSize = 1001,
            PageToken = "not one of ours",
        };

        var violations = await ViolationsOf(async () => await Host.Api.ListPairsAsync(request));

        violations.Select(v => v.Field).ShouldBe(["pairing", "status", "text", "page_size", "page_token"], ignoreOrder: true);
        violations.Single(v => v.Field == "pairing").Description.ShouldEndWith("allowed are customer, order, quote-order");
        violations.Single(v => v.Field == "page_size").Description.ShouldStartWith("is 1001; allowed are 1 to 1000");
    }

    [Fact]
    public async Task A_negative_page_size_is_refused() =>
        (await ViolationsOf(async () => await Host.Api.ListPairsAsync(new V1.ListPairsRequest { PageSize = -1 })))
            .Single().Field.ShouldBe("page_size");
}
