using Npgsql;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>A silo that was declared dead.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;
    private PostgresEngine engine = null!;

    public async Task InitializeAsync()
    {
        engine = await Databases.MigratedAsync();
        await ExecuteAsync("""
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('cluster');
            INSERT INTO OrleansMembershipTable VALUES ('cluster', '127.0.0.1', 11111, 7, 'silo', 'host', 3, 0, NULL, now(), now());
            """);
    }

    public async Task DisposeAsync() => await engine.DisposeAsync();

    [Fact]
    public async Task A_member_commits_and_its_fence_learns_when_that_was_asked()
    {
        var fence = new Membership();
        await using var store = await Databases.StoreAsync(engine, fence: fence);

        await store.CommitAsync(Step("c1"), None);

        fence.SentAt.ShouldHaveSingleItem().ShouldBeInRange(1, TimeProvider.System.GetTimestamp());
    }

    [Fact]
    public async Task One_that_was_declared_dead_commits_nothing_of_any_kind_and_every_call_says_why()
    {
        var fence = new Membership();
        await using var store = await Databases.StoreAsync(engine, fence: fence);
        await ExecuteAsync("UPDATE OrleansMembershipTable SET Status = 6");

        Task[] calls =
        [
            store.CommitAsync(Step("c1"), None), store.CommitAsync(Step("c2"), None),
            store.InsertHalvesAsync([new(PairId.New("customer", At), Side.Crm, "c3", null, false, At)], None),
            store.PutAsync(Side.Crm, [new("customer", "c4")], None),
        ];

        foreach (var call in calls)
            (await Should.ThrowAsync<FencedException>(() => call)).Message.ShouldContain("silo 127.0.0.1:11111@7 is no member of cluster cluster any more");
        (await store.CountAsync(None)).ShouldBeEmpty("reads are not fenced");
        (await store.TakeAsync(Side.Crm, "customer", 0, 10, None)).ShouldBeEmpty();
        (await store.LastActivityAsync(null, null, 10, None)).ShouldBeEmpty();
        fence.SentAt.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_declared_dead_in_the_middle_of_its_commit()
    {
        await using var store = await Databases.StoreAsync(engine, fence: new Membership());
        // The commit waits for a lock after its fence: a deferred trigger runs at its very end.
        await ExecuteAsync("""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON pairs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
            """);
        await using var holder = new NpgsqlConnection(engine.ConnectionString);
        await holder.OpenAsync();
        await new NpgsqlCommand("SELECT pg_advisory_lock(1)", holder).ExecuteNonQueryAsync();
        var commit = store.CommitAsync(Step("c1"), None);
        await UntilWaitingAsync(1);

        var death = ExecuteAsync("UPDATE OrleansMembershipTable SET Status = 6");
        await UntilWaitingAsync(2);
        death.IsCompleted.ShouldBeFalse();
        await new NpgsqlCommand("SELECT pg_advisory_unlock(1)", holder).ExecuteNonQueryAsync();

        (await commit).ShouldBeOfType<CommitOutcome.Committed>();
        await death;
        await Should.ThrowAsync<FencedException>(() => store.CommitAsync(Step("c2"), None));
    }

    private async Task UntilWaitingAsync(long sessions)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await PostgresServer.ExecuteAsync(
            engine.ConnectionString, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not long waiting || waiting < sessions)
            patience.Token.ThrowIfCancellationRequested();
    }

    private Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(engine.ConnectionString, sql);

    private static PairCommit Step(string name) => new(
        new PairRow { Id = PairId.New("customer", At), ExternalIds = new(name, null), Status = PairStatus.New, UpdatedAt = At }, Absorb: null, []);

    private sealed class Membership : ICommitFence
    {
        public List<long> SentAt { get; } = [];

        public NpgsqlBatchCommand Statement() => new("SELECT hold_membership('cluster', '127.0.0.1', 11111, 7)");

        public void Passed(long sentAt) => SentAt.Add(sentAt);
    }
}
