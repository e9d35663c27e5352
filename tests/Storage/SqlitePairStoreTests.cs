using Microsoft.Data.Sqlite;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>What only the embedded store does.</summary>
public sealed class SqlitePairStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private readonly TemporaryFolder folder = new();

    private string File => folder.File("pairs.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_store_that_was_not_started_refuses_calls_and_creates_no_file()
    {
        var store = new SqlitePairStore(new(File));

        (await Should.ThrowAsync<InvalidOperationException>(() => store.CountAsync(None))).Message.ShouldContain("started");
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_with_a_newer_schema_is_refused_and_left_alone()
    {
        await (await StartAsync()).DisposeAsync();
        Execute("UPDATE meta SET value = 99");

        var refused = await Should.ThrowAsync<StorageRefusedException>(StartAsync);

        refused.Message.ShouldContain("schema 99");
        refused.Message.ShouldContain(File);
        Execute("SELECT value FROM meta").ShouldBe(99L);
    }

    [Fact]
    public async Task A_failed_commit_of_the_database_is_reported_to_every_call_of_the_batch_and_the_store_goes_on()
    {
        await using var store = await StartAsync();
        // A deferred foreign key is checked by COMMIT and by nothing before it.
        Execute("""
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER spoil AFTER INSERT ON pairs BEGIN INSERT INTO child VALUES (1); END;
            """);

        var calls = Enumerable.Range(0, 100).Select(i => store.CommitAsync(Step($"c{i}"), None)).ToArray();
        foreach (var call in calls)
            (await Should.ThrowAsync<PairStoreException>(() => call)).InnerException.ShouldBeOfType<SqliteException>();

        (await store.CountAsync(None)).ShouldBeEmpty();
        Execute("DROP TRIGGER spoil");
        (await store.CommitAsync(Step("c1"), None)).ShouldBeOfType<CommitOutcome.Committed>();
    }

    [Fact]
    public async Task A_call_that_the_database_cannot_do_fails_alone()
    {
        await using var store = await StartAsync();
        Execute("CREATE TRIGGER spoil AFTER INSERT ON activity WHEN NEW.text = 'c7' BEGIN SELECT raise(ABORT, 'spoilt'); END");

        var calls = Enumerable.Range(0, 100).Select(i => store.CommitAsync(Step($"c{i}"), None)).ToArray();

        (await Should.ThrowAsync<PairStoreException>(() => calls[7])).Message.ShouldContain("spoilt");
        (await Task.WhenAll(calls.Where((_, i) => i != 7))).ShouldAllBe(outcome => outcome is CommitOutcome.Committed);
        (await store.CountAsync(None)).ShouldHaveSingleItem().Count.ShouldBe(99);
    }

    [Fact]
    public async Task Old_activity_is_pruned_and_the_newest_kept()
    {
        await using var store = await StartAsync(new ActivityRetention { Most = 50 });
        foreach (var i in Enumerable.Range(1, 500))
            await store.CommitAsync(Step($"c{i}"), None);

        var kept = await store.ActivityAfterAsync(0, null, 1000, None);

        kept.Count.ShouldBeInRange(50, 55);
        kept[^1].Activity.Text.ShouldBe("c500");
    }

    [Fact]
    public async Task Activity_is_pruned_once_it_is_older_than_it_is_kept()
    {
        await using var store = await StartAsync(new ActivityRetention { Keep = TimeSpan.FromDays(30) });
        foreach (var day in new[] { 0, 1, 2, 30, 31 })
            await store.CommitAsync(Step($"day {day}", At.AddDays(day)), None);

        (await store.ActivityAfterAsync(0, null, 10, None)).Select(recorded => recorded.Activity.Text)
            .ShouldBe(["day 1", "day 2", "day 30", "day 31"], "what is 30 days old to the millisecond is kept");
    }

    [Fact]
    public async Task Watchers_are_woken_by_activity_and_not_before()
    {
        var store = await StartAsync();
        var first = store.WaitForActivityAsync(0, None);
        var second = store.WaitForActivityAsync(1, None);
        await store.CommitAsync(Step("silent") with { Activity = [] }, None);
        first.IsCompleted.ShouldBeFalse();

        await store.CommitAsync(Step("c1"), None);
        await first;
        second.IsCompleted.ShouldBeFalse();

        await store.CommitAsync(Step("c2"), None);
        await second;
        await store.DisposeAsync();
        await using var restarted = await StartAsync();
        await restarted.WaitForActivityAsync(1, None);
        restarted.WaitForActivityAsync(2, None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_watcher_can_give_up()
    {
        await using var store = await StartAsync();
        using var given = new CancellationTokenSource();
        var waiting = store.WaitForActivityAsync(0, given.Token);

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Commits_reach_the_disk_before_they_are_answered()
    {
        await using var store = await StartAsync();
        using var session = SqliteSession.Write(File);

        session.Scalar("PRAGMA synchronous").ShouldBe(2L, "2 is FULL");
        session.Scalar("PRAGMA journal_mode").ShouldBe("wal");
    }

    private static PairCommit Step(string name) => Step(name, At);

    private static PairCommit Step(string name, DateTimeOffset at) => new(
        new PairRow { Id = PairId.New("customer", at), ExternalIds = new(name, null), Status = PairStatus.New, UpdatedAt = at },
        Absorb: null,
        [new Activity(at, ActivityKind.Observed, Side.Crm, null, name, null)]);

    private async Task<SqlitePairStore> StartAsync() => await StartAsync(new ActivityRetention());

    private async Task<SqlitePairStore> StartAsync(ActivityRetention activity)
    {
        var store = new SqlitePairStore(new(File) { Activity = activity });
        await store.StartAsync(None);
        return store;
    }

    private object? Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
