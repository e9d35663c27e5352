namespace Sync.Storage.Tests;

public abstract partial class PairStoreCompliance
{
    [Theory]
    [InlineData(Side.Crm)]
    [InlineData(Side.Shop)]
    public async Task An_external_id_belongs_to_one_row_of_a_pairing(Side side)
    {
        PairRow Holding(string id, string pairing = "customer") =>
            Row(null, null, pairing: pairing) with { ExternalIds = new PerSide<string?>(null, null).With(side, id) };
        var holder = await Put(Holding("1"));

        (await Commit(Holding("1"))).ShouldBe(new CommitOutcome.IdTaken(side, holder.Id));
        var other = await Put(Holding("2"));
        (await Commit(other with { ExternalIds = holder.ExternalIds })).ShouldBe(new CommitOutcome.IdTaken(side, holder.Id));

        (await Load(other.Id))!.ExternalIds[side].ShouldBe("2");
        await Put(Holding("1", pairing: "order"));
        await Put(Row(null, null) with { ExternalIds = new PerSide<string?>(null, null).With(side.Other(), "1") });
    }

    [Fact]
    public async Task Of_many_that_race_for_an_external_id_exactly_one_wins()
    {
        var rows = Enumerable.Range(0, 200).Select(i => Row($"c{i}", "the one")).ToArray();

        var outcomes = await Task.WhenAll(rows.Select(row => Task.Run(() => Commit(row))));

        var winner = rows[Array.FindIndex(outcomes, outcome => outcome is CommitOutcome.Committed)].Id;
        outcomes.Count(outcome => outcome is CommitOutcome.Committed).ShouldBe(1);
        outcomes.Count(outcome => outcome is CommitOutcome.IdTaken(Side.Shop, var by) && by == winner).ShouldBe(199);
    }

    [Fact]
    public async Task A_match_key_belongs_to_one_half_pair_of_a_side()
    {
        var holder = await Put(Row("c1", null, "key"));

        (await Commit(Row("c2", null, "key"))).ShouldBe(new CommitOutcome.KeyTaken(holder.Id));

        await Put(Row(null, "s1", "key"));
        await Put(Row("c3", "s3", "key"));
        await Put(Row("c4", "s4", "key"));
        await Put(Row("c5", null, "key", pairing: "order"));
        await Put(Row("c6", null, null));
        await Put(Row("c7", null, null));
    }

    [Fact]
    public async Task A_whole_pair_that_becomes_half_competes_for_its_key_again()
    {
        var half = await Put(Row("c1", null, "key"));
        var whole = await Put(Row("c2", "s2", "key"));

        (await Commit(whole with { ExternalIds = new("c2", null) })).ShouldBe(new CommitOutcome.KeyTaken(half.Id));
    }

    [Fact]
    public async Task Inserted_halves_are_new_and_due_and_ambiguous_ones_are_neither_due_nor_keyed()
    {
        var halves = await Put(Half(Side.Crm, "c1", "key"), Half(Side.Crm, "c2", "key", ambiguous: true));

        var expected = new PairRow
        {
            Id = halves[0],
            ExternalIds = new("c1", null),
            MatchKey = "key",
            Status = PairStatus.New,
            NextAttempt = At,
            UpdatedAt = At,
            RowVersion = 1,
        };
        Comparable((await Load(halves[0]))!).ShouldBe((expected, ""));
        Comparable((await Load(halves[1]))!).ShouldBe((expected with
        {
            Id = halves[1],
            ExternalIds = new("c2", null),
            MatchKey = null,
            Status = PairStatus.Ambiguous,
            NextAttempt = null,
        }, ""));
    }

    [Fact]
    public async Task Inserting_halves_tells_for_each_what_came_of_it()
    {
        var whole = await Put(Row("c1", "s1", "linked"));
        var half = Half(Side.Crm, "c2", "key");
        await Put(half);
        var first = Half(Side.Crm, "c3", "other");

        var inserted = await Store.InsertHalvesAsync(
            [
                Half(Side.Crm, "c1", "fresh"), Half(Side.Crm, "c4", "key"), first, Half(Side.Crm, "c3"), Half(Side.Crm, "c5", "other"),
                Half(Side.Shop, "s2", "key"), Half(Side.Shop, "s3", "linked"), half, Half(Side.Crm, "c6", "key", ambiguous: true),
            ],
            None);

        inserted.ShouldBe([
            new Inserted.Held(whole.Id), new Inserted.KeyTaken(half.Id), new Inserted.Done(), new Inserted.Held(first.Id),
            new Inserted.KeyTaken(first.Id), new Inserted.Done(), new Inserted.Done(), new Inserted.Held(half.Id), new Inserted.Done(),
        ]);
    }

    [Fact]
    public async Task Looking_up_finds_holder_and_counterpart_in_the_order_asked()
    {
        var whole = await Put(Row("c1", "s1", "linked"));
        var halves = await Put(Half(Side.Shop, "s2", "key"), Half(Side.Crm, "c2", "key"), Half(Side.Shop, "s3", "odd", ambiguous: true));
        await Put(Row(null, "s4", "barrier") with { Status = PairStatus.Unlinked });
        await Put(Half(Side.Shop, "s5", "elsewhere", pairing: "order"));

        var found = await Store.LookUpAsync(
            "customer",
            Side.Crm,
            [
                new("c9", "key"), new("c1", "linked"), new("c2", "key"), new("c9", null), new("s2", "odd"), new("c9", "barrier"),
                new("c9", "elsewhere"), new("c9", "key"),
            ],
            None);

        found.ShouldBe([
            new(null, halves[0]), new(whole.Id, null), new(halves[1], halves[0]), default, default, default, default, new(null, halves[0]),
        ]);
    }

    [Fact]
    public async Task An_open_create_is_seen_by_its_side_and_key_and_by_everyone_but_itself()
    {
        var row = await Put(Row("c1", null, "key") with { OpenCreate = Side.Shop });
        var stranger = PairId.New("customer", At);
        Task<bool> Open(string pairing, Side side, string? key, PairId except) => Store.HasOpenCreateAsync(pairing, side, key, except, None);

        (await Open("customer", Side.Shop, "key", stranger)).ShouldBeTrue();
        (await Open("customer", Side.Shop, null, stranger)).ShouldBeTrue();
        (await Open("customer", Side.Shop, "other", stranger)).ShouldBeFalse();
        (await Open("customer", Side.Crm, "key", stranger)).ShouldBeFalse();
        (await Open("order", Side.Shop, "key", stranger)).ShouldBeFalse();
        (await Open("customer", Side.Shop, null, row.Id)).ShouldBeFalse();

        await Put(row with { OpenCreate = null });
        (await Open("customer", Side.Shop, "key", stranger)).ShouldBeFalse();
    }

    /// <summary>Seed vanishing:2858: the source of an open create was deleted, its row lost the key, and what it had made was taken for new.</summary>
    [Fact]
    public async Task An_open_create_whose_record_is_gone_and_its_key_with_it_may_be_of_any_key()
    {
        var row = await Put(Row("c1", null, null) with { OpenCreate = Side.Shop });
        (await Store.HasOpenCreateAsync("customer", Side.Shop, "key", PairId.New("customer", At), None)).ShouldBeTrue();
        await Put(row with { Status = PairStatus.Ambiguous });
        (await Store.HasOpenCreateAsync("customer", Side.Shop, "key", PairId.New("customer", At), None)).ShouldBeFalse();
    }
}
