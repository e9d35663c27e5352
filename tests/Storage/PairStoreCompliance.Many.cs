namespace Sync.Storage.Tests;

/// <summary>A record of a side declared <c>many</c>, here the CRM's, is in as many rows as there are records of the other side that share it.</summary>
public abstract partial class PairStoreCompliance
{
    [Fact]
    public async Task Whole_pairs_share_a_record_of_the_many_side_and_none_of_the_other()
    {
        var one = await Put(Sharing("c1", "s1"));
        await Put(Sharing("c1", "s2"));
        var half = await Put(Sharing(null, "s3", "key"));

        (await Commit(half with { ExternalIds = new("c1", "s3") })).ShouldBeOfType<CommitOutcome.Committed>();
        (await Commit(Sharing("c2", "s1"))).ShouldBe(new CommitOutcome.IdTaken(Side.Shop, one.Id));
        (await Load(one.Id))!.Many.ShouldBe(Side.Crm);
    }

    [Fact]
    public async Task A_half_pair_of_a_shared_record_stands_beside_no_other_row_of_it()
    {
        var halves = await Put(HalfOf(Side.Crm, "c1", "key"));
        var waiting = await Put(Sharing(null, "s1", "key"));
        (await Store.InsertHalvesAsync([HalfOf(Side.Crm, "c1", "other")], None)).ShouldBe([new Inserted.Held(halves[0])]);
        (await Commit(waiting with { ExternalIds = new("c1", "s1") })).ShouldBe(new CommitOutcome.IdTaken(Side.Crm, halves[0]));

        var absorbed = await Store.CommitAsync(new PairCommit(waiting with { ExternalIds = new("c1", "s1") }, new AbsorbedRow(halves[0], 1), []), None);

        absorbed.ShouldBeOfType<CommitOutcome.Committed>();
        (await Store.InsertHalvesAsync([HalfOf(Side.Crm, "c1", "key")], None)).ShouldBe([new Inserted.Held(waiting.Id)]);
        var second = await Put(Sharing("c1", "s2"));
        (await Commit(second with { ExternalIds = new("c1", null) })).ShouldBe(new CommitOutcome.IdTaken(Side.Crm, waiting.Id));
    }

    [Fact]
    public async Task Many_half_pairs_may_have_the_key_of_a_record_to_share_and_two_such_records_may_not()
    {
        await Put(Sharing(null, "s1", "key"));
        await Put(HalfOf(Side.Shop, "s2", "key"), HalfOf(Side.Shop, "s3", "key"));
        var shared = await Put(HalfOf(Side.Crm, "c1", "key"));

        (await Store.InsertHalvesAsync([HalfOf(Side.Crm, "c2", "key")], None)).ShouldBe([new Inserted.KeyTaken(shared[0])]);
    }

    [Fact]
    public async Task Of_many_half_pairs_of_one_key_one_only_has_the_record_made_that_they_wait_for()
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Put(Sharing(null, $"s{i}", "key"))));

        var outcomes = await Task.WhenAll(rows.Select(row => Task.Run(() => Commit(row with { OpenCreate = Side.Crm }))));

        var winner = rows[Array.FindIndex(outcomes, outcome => outcome is CommitOutcome.Committed)];
        outcomes.Count(outcome => outcome is CommitOutcome.Committed).ShouldBe(1);
        outcomes.Count(outcome => outcome is CommitOutcome.KeyTaken(var by) && by == winner.Id).ShouldBe(39);
        await Put(winner with { RowVersion = 2, ExternalIds = new("c1", winner.ExternalIds.Shop) });
        (await Commit(rows.First(row => row.Id != winner.Id) with { OpenCreate = Side.Crm })).ShouldBeOfType<CommitOutcome.Committed>();
    }

    [Fact]
    public async Task Whom_a_shared_record_concerns_is_told_by_pages_holders_and_waiting_halves_alike()
    {
        var concerned = new List<Concerned>();
        for (var i = 0; i < 4; i++)
        {
            concerned.Add(new((await Put(Sharing("c1", $"s{i}"))).Id, Holds: true));
            concerned.Add(new((await Put(HalfOf(Side.Shop, $"h{i}", "key")))[0], Holds: false));
        }
        await Put(Sharing("c2", "s8"));
        await Put(HalfOf(Side.Shop, "s9", "other"), HalfOf(Side.Shop, "s10", "key", ambiguous: true));
        await Put(Sharing(null, "s11", "key") with { Status = PairStatus.Unlinked });
        var record = new LookUp("c1", "key");

        var pages = new List<IReadOnlyList<Concerned>>();
        for (PairId? after = null; pages.Count == 0 || pages[^1].Count == 3; after = pages[^1][^1].Pair)
            pages.Add(await Store.ConcernedAsync("customer", Side.Crm, record, after, 3, None));

        pages.SelectMany(page => page).ShouldBe(concerned.OrderBy(one => one.Pair.Value, StringComparer.Ordinal));
        (await Store.ConcernedAsync("customer", Side.Crm, new LookUp("c1", null), null, 10, None)).ShouldBe(concerned.Where(one => one.Holds).OrderBy(one => one.Pair.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_half_pair_of_the_record_itself_is_told_first()
    {
        var waiting = await Put(HalfOf(Side.Shop, "s1", "key"));
        var own = await Put(HalfOf(Side.Crm, "c1", "key"));

        (await Store.ConcernedAsync("customer", Side.Crm, new LookUp("c1", "key"), null, 1, None)).ShouldBe([new(own[0], Holds: true)]);
        (await Store.ConcernedAsync("customer", Side.Crm, new LookUp("c1", "key"), null, 9, None)).ShouldBe([new(own[0], Holds: true), new(waiting[0], Holds: false)]);
    }

    [Fact]
    public async Task The_records_to_share_that_have_a_key_are_known_whatever_rows_hold_them()
    {
        Task<IReadOnlyList<string>> Of(string key) => Store.KeyHoldersAsync("customer", key, None);
        await Put(HalfOf(Side.Shop, "s0", "key"), HalfOf(Side.Crm, "c5", "half"));
        (await Of("key")).ShouldBeEmpty();
        await Put(Sharing("c1", "s1", "key"));
        await Put(Sharing("c1", "s2", "key"));
        (await Of("key")).ShouldBe(["c1"]);
        await Put(Sharing("c2", "s3", "key"));
        await Put(Sharing("c3", "s4", "key"));
        await Put(Row("c4", "s5", "key", pairing: "order"));

        (await Of("key")).ShouldBe(["c1", "c3"], ignoreOrder: true);
        (await Of("half")).ShouldBe(["c5"]);
    }

    [Fact]
    public async Task Looking_up_a_shared_record_finds_one_of_its_rows()
    {
        PairId[] holders = [(await Put(Sharing("c1", "s1", "key"))).Id, (await Put(Sharing("c1", "s2", "key"))).Id];
        var waiting = await Put(HalfOf(Side.Shop, "s3", "key"), HalfOf(Side.Shop, "s4", "key"));

        var found = (await Store.LookUpAsync("customer", Side.Crm, [new("c1", "key")], None)).ShouldHaveSingleItem();

        holders.ShouldContain(found.Holder!.Value);
        waiting.ShouldContain(found.Counterpart!.Value);
    }

    private static PairRow Sharing(string? crm, string? shop, string? key = null) => Row(crm, shop, key) with { Many = Side.Crm };

    private static HalfPair HalfOf(Side side, string externalId, string key, bool ambiguous = false) =>
        Half(side, externalId, key, ambiguous) with { Many = Side.Crm };
}
