using System.Text.RegularExpressions;

namespace Sync.Storage.Tests;

public abstract partial class PairStoreCompliance
{
    [Fact]
    public async Task A_row_comes_back_as_it_was_committed()
    {
        var row = Row("crm ünïcödé \u00e9\u0301", "店舗/🛒", "ключ", state: """{"name":"Zoë 🦊 \u0027quoted\u0027"}""") with
        {
            OpenCreate = Side.Shop,
            NextAttempt = At.AddMilliseconds(1234),
            Status = PairStatus.Conflict,
        };

        var committed = await Put(row);

        committed.RowVersion.ShouldBe(1);
        Comparable((await Load(row.Id))!).ShouldBe(Comparable(committed));
    }

    [Fact]
    public async Task A_row_can_lose_everything_that_is_optional()
    {
        var row = await Put(Row("1", "2", "key") with { OpenCreate = Side.Crm, NextAttempt = At });

        var bare = await Put(row with { ExternalIds = new(null, null), MatchKey = null, OpenCreate = null, NextAttempt = null, State = default });

        Comparable((await Load(row.Id))!).ShouldBe(Comparable(bare));
    }

    [Fact]
    public async Task An_unknown_pair_has_no_row() => (await Load(PairId.New("customer", At))).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_state_of_mebibytes_is_kept_whole_and_its_neighbours_with_it(int mebibytes)
    {
        var rows = await Task.WhenAll(
            Put(Row("1", null, state: new string('ä', mebibytes * 512 * 1024))), Put(Row("2", null)), Put(Row("3", null, state: new string('z', 1024 * 1024))));

        foreach (var row in rows)
            Comparable((await Load(row.Id))!).ShouldBe(Comparable(row));
    }

    /// <summary>PostgreSQL's text takes no U+0000, and UTF-8 no half of a surrogate pair; nobody else may notice.</summary>
    [Theory]
    [InlineData("a\\u0000b", "a\\u0001b")]
    [InlineData("\\u0000", "\\u00010000")]
    [InlineData("\\u0001", "\\u00010001")]
    [InlineData("🦊\\uD83E", "🦊\\uDD8A")]
    [InlineData("e\\u0301", "\\u00e9")]
    [InlineData("\\uFFFF\\u200B", "\\uFFFF")]
    public async Task Ids_keys_and_activity_keep_every_character_and_stay_apart_from_others(string oneEscaped, string otherEscaped)
    {
        // The runner would mend the broken ones.
        var (one, other) = (Regex.Unescape(oneEscaped), Regex.Unescape(otherEscaped));
        var first = await Put(Row(one, $"s{one}", $"k{one}"));
        var second = await Put(Row(other, $"s{other}", $"k{other}"));
        var told = Happened(one) with { Property = other, From = one, To = other, By = one };
        await Commit(first, told);

        Comparable((await Load(first.Id))!).ShouldBe(Comparable(first with { RowVersion = 2 }));
        (await Store.LookUpAsync("customer", Side.Crm, [new(one, null), new(other, null)], None)).Select(found => found.Holder)
            .ShouldBe([first.Id, second.Id]);
        (await Commit(Row(one, null))).ShouldBe(new CommitOutcome.IdTaken(Side.Crm, first.Id));
        (await Store.LastActivityAsync(first.Id, null, 1, None)).ShouldHaveSingleItem().Activity.ShouldBe(told);
        (await Store.ListAsync(new PairQuery(Record: (Side.Crm, other)), None)).Rows.ShouldHaveSingleItem().Id.ShouldBe(second.Id);
        await Inbox.PutAsync(Side.Shop, [new("order", one), new("order", other)], None);
        (await Taken()).Select(hint => hint.ExternalId).ShouldBe([one, other]);
    }

    [Fact]
    public async Task Every_commit_raises_the_row_version_by_one()
    {
        var row = await Put(Row("1", "2"));
        row = await Put(row);
        row = await Put(row);

        row.RowVersion.ShouldBe(3);
        (await Load(row.Id))!.RowVersion.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_based_on_another_version_is_stale_and_writes_nothing(long basedOn)
    {
        var row = await Put(await Put(Row("1", "2")));

        var outcome = await Commit(row with { RowVersion = basedOn, Status = PairStatus.Parked }, Happened("never"));

        outcome.ShouldBeOfType<CommitOutcome.Stale>();
        Comparable((await Load(row.Id))!).ShouldBe(Comparable(row));
        (await Store.LastActivityAsync(row.Id, null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_was_deleted_meanwhile_is_stale()
    {
        var row = await Put(Row("1", "2"));
        await Store.CommitAsync(new PairCommit(row, null, [], Purge: true), None);

        (await Commit(row)).ShouldBeOfType<CommitOutcome.Stale>();
    }

    [Fact]
    public async Task One_stale_row_among_many_fails_alone()
    {
        var rows = Enumerable.Range(0, 300).Select(i => Row($"c{i}", $"s{i}")).ToArray();
        var stale = rows[150] = rows[150] with { RowVersion = 7 };

        var outcomes = await Task.WhenAll(rows.Select(row => Commit(row, Happened("once"))));

        outcomes[150].ShouldBeOfType<CommitOutcome.Stale>();
        outcomes.Count(outcome => outcome is CommitOutcome.Committed).ShouldBe(299);
        (await Load(stale.Id)).ShouldBeNull();
        (await Store.LastActivityAsync(null, null, 1000, None)).Count.ShouldBe(299);
    }

    [Fact]
    public async Task Purging_deletes_the_row_at_its_version_and_keeps_its_activity()
    {
        var row = await Put(Row("1", "2"));

        var stale = await Store.CommitAsync(new PairCommit(row with { RowVersion = 9 }, null, [], Purge: true), None);
        var purged = await Store.CommitAsync(new PairCommit(row, null, [Happened("gone", ActivityKind.Deleted)], Purge: true), None);

        stale.ShouldBeOfType<CommitOutcome.Stale>();
        purged.ShouldBeOfType<CommitOutcome.Committed>();
        (await Load(row.Id)).ShouldBeNull();
        (await Store.LastActivityAsync(row.Id, null, 10, None)).ShouldHaveSingleItem().Activity.Text.ShouldBe("gone");
        await Put(Row("1", "2"));
    }

    [Fact]
    public async Task An_absorbed_half_goes_in_the_commit_that_takes_its_record_and_key()
    {
        var halves = await Put(Half(Side.Crm, "c1", "key"), Half(Side.Shop, "s1", "key"));
        var survivor = (await Load(halves[0]))!;
        var linked = survivor with { ExternalIds = new("c1", "s1"), Status = PairStatus.InSync };

        var outcome = await Store.CommitAsync(
            new PairCommit(linked, new AbsorbedRow(halves[1], 1), [Happened("absorbed", ActivityKind.Absorbed)]), None);

        outcome.ShouldBe(new CommitOutcome.Committed(2));
        (await Load(halves[1])).ShouldBeNull();
        (await Load(halves[0]))!.ExternalIds.ShouldBe(new("c1", "s1"));
    }

    [Fact]
    public async Task Row_absorbed_row_and_activity_are_all_or_nothing()
    {
        var halves = await Put(Half(Side.Crm, "c1"), Half(Side.Shop, "s1"), Half(Side.Shop, "s2"));
        var survivor = (await Load(halves[0]))!;
        PairCommit Taking(string shopId, long rowVersion, long absorbedVersion) =>
            new(survivor with { ExternalIds = new("c1", shopId), RowVersion = rowVersion }, new(halves[1], absorbedVersion), [Happened("no")]);

        (await Store.CommitAsync(Taking("s1", 1, absorbedVersion: 2), None)).ShouldBeOfType<CommitOutcome.Stale>();
        (await Store.CommitAsync(Taking("s1", 2, absorbedVersion: 1), None)).ShouldBeOfType<CommitOutcome.Stale>();
        (await Store.CommitAsync(Taking("s2", 1, absorbedVersion: 1), None)).ShouldBe(new CommitOutcome.IdTaken(Side.Shop, halves[2]));

        (await Load(halves[0]))!.ExternalIds.Shop.ShouldBeNull();
        (await Load(halves[1])).ShouldNotBeNull();
        (await Store.LastActivityAsync(null, null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_is_let_go_is_held_by_its_own_row_in_the_same_commit()
    {
        var row = await Put(Row("c1", "s1", "key"));
        var released = Row(null, "s1");

        var outcome = await Store.CommitAsync(
            new PairCommit(row with { ExternalIds = new("c1", null) }, null, [Happened("split")]) { Release = new(released, [Happened("let go")]) }, None);

        outcome.ShouldBe(new CommitOutcome.Committed(2));
        (await Load(row.Id))!.ExternalIds.ShouldBe(new("c1", null));
        Comparable((await Load(released.Id))!).ShouldBe(Comparable(released with { RowVersion = 1 }));
        (await Store.LastActivityAsync(released.Id, null, 10, None)).ShouldHaveSingleItem().Activity.Text.ShouldBe("let go");
    }

    [Fact]
    public async Task What_is_let_go_and_the_row_that_lets_it_go_are_all_or_nothing()
    {
        var halves = await Put(Half(Side.Crm, "c1"), Half(Side.Shop, "s1"), Half(Side.Shop, "s2"));
        var row = (await Load(halves[0]))!;
        PairCommit LettingGo(string shopId, long rowVersion) =>
            new(row with { RowVersion = rowVersion, Status = PairStatus.Parked }, null, [Happened("no")]) { Release = new(Row(null, shopId), [Happened("no")]) };

        (await Store.CommitAsync(LettingGo("s9", 2), None)).ShouldBeOfType<CommitOutcome.Stale>();
        (await Store.CommitAsync(LettingGo("s2", 1), None)).ShouldBe(new CommitOutcome.IdTaken(Side.Shop, halves[2]));

        Comparable((await Load(row.Id))!).ShouldBe(Comparable(row));
        (await Store.LastActivityAsync(null, null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_commit_that_rests_on_another_row_is_stale_when_that_row_has_changed_or_is_gone()
    {
        var (row, witness) = (await Put(Row("c1", "s1")), await Put(Row("c2", "s2")));
        PairCommit RestingOn(PairId pair, long version) => new(row, null, [Happened("once")]) { Witness = new(pair, version) };

        (await Store.CommitAsync(RestingOn(witness.Id, 2), None)).ShouldBeOfType<CommitOutcome.Stale>();
        (await Store.CommitAsync(RestingOn(PairId.New("customer", At), 1), None)).ShouldBeOfType<CommitOutcome.Stale>();
        Comparable((await Load(row.Id))!).ShouldBe(Comparable(row));

        (await Store.CommitAsync(RestingOn(witness.Id, 1), None)).ShouldBe(new CommitOutcome.Committed(2));
        Comparable((await Load(witness.Id))!).ShouldBe(Comparable(witness));
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart()
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Put(Row($"c{i}", $"s{i}", $"k{i}"))));
        await Commit(rows[0], Happened("kept"));

        await RestartAsync();

        (await Task.WhenAll(rows.Select(row => Load(row.Id)))).ShouldAllBe(row => row != null);
        (await Load(rows[0].Id))!.RowVersion.ShouldBe(2);
        (await Store.LastActivityAsync(null, null, 10, None)).ShouldHaveSingleItem().Activity.ShouldBe(Happened("kept"));
    }

    [Fact]
    public async Task Stopping_flushes_what_is_queued_and_refuses_what_comes_later()
    {
        var queued = Enumerable.Range(0, 2_000).Select(i => Commit(Row($"c{i}", null))).ToArray();
        await StopAsync(Store);

        (await Task.WhenAll(queued)).ShouldAllBe(outcome => outcome is CommitOutcome.Committed);
        (await Should.ThrowAsync<PairStoreException>(() => Commit(Row("late", null)))).Message.ShouldContain("stopped");
        await Should.ThrowAsync<PairStoreException>(() => Load(PairId.New("customer", At)));

        Store = await StartAsync();
        (await Store.CountAsync(None)).ShouldHaveSingleItem().ShouldBe(new StatusCount("customer", PairStatus.Pending, 2_000));
    }
}
