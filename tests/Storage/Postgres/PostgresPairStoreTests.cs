using Npgsql;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>What only the store of a cluster does.</summary>
public sealed class PostgresPairStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private PostgresEngine engine = null!;

    public async Task InitializeAsync() => engine = await Databases.MigratedAsync();

    public async Task DisposeAsync() => await engine.DisposeAsync();

    [Fact]
    public async Task A_store_that_was_not_started_refuses_calls()
    {
        var store = new PostgresPairStore(engine.Database, new(), fence: null, TimeProvider.System);

        (await Should.ThrowAsync<InvalidOperationException>(() => store.CountAsync(None))).Message.ShouldContain("started");
    }

    [Fact]
    public async Task A_failed_commit_of_the_database_is_reported_to_every_call_of_the_batch_and_the_store_goes_on()
    {
        await using var store = await StartAsync();
        // A deferred constraint is checked by the commit and by nothing before it.
        await ExecuteAsync("""
            CREATE TABLE parent (id int PRIMARY KEY);
            CREATE TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO child VALUES (1); RETURN NEW; END';
            CREATE TRIGGER spoil AFTER INSERT ON pairs FOR EACH ROW EXECUTE FUNCTION spoil();
            """);

        var calls = Enumerable.Range(0, 50).Select(i => store.CommitAsync(Step($"c{i}"), None)).ToArray();
        foreach (var call in calls)
            (await Should.ThrowAsync<PairStoreException>(() => call)).InnerException.ShouldBeOfType<PostgresException>();

        (await store.CountAsync(None)).ShouldBeEmpty();
        await ExecuteAsync("DROP TRIGGER spoil ON pairs");
        (await store.CommitAsync(Step("c1"), None)).ShouldBeOfType<CommitOutcome.Committed>();
    }

    [Fact]
    public async Task A_call_that_the_database_cannot_do_fails_alone()
    {
        await using var store = await StartAsync();
        await ExecuteAsync("""
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''spoilt''; END';
            CREATE TRIGGER spoil AFTER INSERT ON activity FOR EACH ROW WHEN (NEW.text = 'c7') EXECUTE FUNCTION spoil();
            """);

        var calls = Enumerable.Range(0, 100).Select(i => store.CommitAsync(Step($"c{i}"), None)).ToArray();

        (await Should.ThrowAsync<PairStoreException>(() => calls[7])).Message.ShouldContain("spoilt");
        (await Task.WhenAll(calls.Where((_, i) => i != 7))).ShouldAllBe(outcome => outcome is CommitOutcome.Committed);
        (await store.CountAsync(None)).ShouldHaveSingleItem().Count.ShouldBe(99);
    }

    [Fact]
    public async Task Two_steps_of_one_pair_in_one_batch_are_made_one_after_the_other()
    {
        await using var store = await StartAsync();
        var step = Step("c1");

        var outcomes = await Task.WhenAll(
            store.CommitAsync(step, None), store.CommitAsync(step with { Row = step.Row with { RowVersion = 1 } }, None), store.CommitAsync(step, None));

        outcomes.ShouldBe([new CommitOutcome.Committed(1), new CommitOutcome.Committed(2), new CommitOutcome.Stale()]);
    }

    [Fact]
    public async Task Of_stores_that_race_for_ids_and_keys_exactly_one_wins_each()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        IPairStore[] stores = [one, other];

        var inserted = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => stores[i % 2].InsertHalvesAsync(
            [new(PairId.New("customer", At), Side.Crm, $"c{i / 8}", null, false, At), new(PairId.New("customer", At), Side.Shop, $"s{i}", $"k{i / 8}", false, At)], None))));
        var linked = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => stores[i % 2].CommitAsync(Step($"l{i}", shopId: $"x{i / 8}"), None))));

        inserted.Count(two => two[0] is Inserted.Done).ShouldBe(50);
        inserted.Count(two => two[0] is Inserted.Held).ShouldBe(350);
        inserted.Count(two => two[1] is Inserted.Done).ShouldBe(50);
        inserted.Count(two => two[1] is Inserted.KeyTaken).ShouldBe(350);
        linked.Count(outcome => outcome is CommitOutcome.Committed).ShouldBe(50);
        linked.Count(outcome => outcome is CommitOutcome.IdTaken { Side: Side.Shop }).ShouldBe(350);
    }

    [Fact]
    public async Task Rows_that_race_for_an_id_by_an_update_learn_who_has_it()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        IPairStore[] stores = [one, other];
        var steps = Enumerable.Range(0, 100).Select(i => Step($"c{i}")).ToArray();
        await Task.WhenAll(steps.Select(step => one.CommitAsync(step, None)));

        var outcomes = await Task.WhenAll(steps.Select((step, i) => Task.Run(() => stores[i % 2].CommitAsync(
            step with { Row = step.Row with { RowVersion = 1, ExternalIds = step.Row.ExternalIds.With(Side.Shop, $"s{i / 10}") } }, None))));

        foreach (var ten in outcomes.Select((outcome, i) => (outcome, steps[i].Row.Id)).Chunk(10))
        {
            var winner = ten.Single(one => one.outcome is CommitOutcome.Committed).Id;
            ten.Count(one => one.outcome == new CommitOutcome.IdTaken(Side.Shop, winner)).ShouldBe(9);
        }
    }

    [Fact]
    public async Task A_reader_who_goes_on_from_a_number_misses_nothing_that_several_stores_write()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
        var writing = Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 20; n++)
                await stores[i % 3].CommitAsync(Step($"c{i}-{n}"), None);
        })));

        var read = new List<string>();
        for (var last = 0L; read.Count < 1_200;)
        {
            await stores[0].WaitForActivityAsync(last, None).WaitAsync(TimeSpan.FromMinutes(2));
            foreach (var recorded in await stores[0].ActivityAfterAsync(last, null, 100, None))
            {
                read.Add(recorded.Activity.Text);
                last = recorded.Sequence;
            }
        }

        await writing;
        read.Distinct().Count().ShouldBe(1_200);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task Old_activity_is_pruned_and_the_newest_kept()
    {
        await using var store = await StartAsync(new() { Activity = new ActivityRetention { Most = 50 } });
        foreach (var i in Enumerable.Range(1, 200))
            await store.CommitAsync(Step($"c{i}"), None);
        await store.CommitAsync(Step("after the pruning") with { Activity = [] }, None);

        var kept = await store.ActivityAfterAsync(0, null, 1000, None);

        kept.Count.ShouldBeInRange(50, 55);
        kept[^1].Activity.Text.ShouldBe("c200");
    }

    [Fact]
    public async Task Activity_is_pruned_once_it_is_older_than_it_is_kept()
    {
        await using var store = await StartAsync(new() { Activity = new ActivityRetention { Keep = TimeSpan.FromDays(30), Most = 10 } });
        foreach (var day in new[] { 0, 1, 2, 30, 31 })
            await store.CommitAsync(Step($"day {day}", at: At.AddDays(day)), None);
        await store.CommitAsync(Step("after the pruning") with { Activity = [] }, None);

        (await store.ActivityAfterAsync(0, null, 10, None)).Select(recorded => recorded.Activity.Text)
            .ShouldBe(["day 1", "day 2", "day 30", "day 31"], "what is 30 days old to the millisecond is kept");
    }

    [Fact]
    public async Task Watchers_are_woken_by_what_another_silo_writes_and_not_before()
    {
        await using var watched = await StartAsync();
        await using var writing = await StartAsync();
        var waiting = watched.WaitForActivityAsync(0, None);
        await writing.CommitAsync(Step("silent") with { Activity = [] }, None);
        await watched.CountAsync(None);
        waiting.IsCompleted.ShouldBeFalse();

        await writing.CommitAsync(Step("c1"), None);

        await waiting.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_key_too_long_for_an_index_is_told_as_such_and_harms_nobody()
    {
        await using var store = await StartAsync();
        var random = new Random(1);
        var key = new string([.. Enumerable.Range(0, 20_000).Select(_ => (char)('a' + random.Next(26)))]);

        var calls = new[] { "c1", "c2" }.Select(id => store.CommitAsync(Step(id), None))
            .Append(store.CommitAsync(Step("c3") with { Row = Step("c3").Row with { MatchKey = key } }, None)).ToArray();

        (await Should.ThrowAsync<PairStoreException>(() => calls[2])).Message.ShouldContain("index row");
        (await calls[0]).ShouldBeOfType<CommitOutcome.Committed>();
        (await calls[1]).ShouldBeOfType<CommitOutcome.Committed>();
    }

    private static PairCommit Step(string name, string? shopId = null, DateTimeOffset? at = null) => new(
        new PairRow { Id = PairId.New("customer", At), ExternalIds = new(name, shopId), Status = PairStatus.New, UpdatedAt = At },
        Absorb: null,
        [new Activity(at ?? At, ActivityKind.Observed, Side.Crm, null, name, null)]);

    private Task<PostgresPairStore> StartAsync(PostgresPairStoreOptions? options = null) => Databases.StoreAsync(engine, options);

    private Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(engine.ConnectionString, sql);
}
