using System.Diagnostics;
using Npgsql;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>A database that goes away, and comes back.</summary>
public sealed class OutageTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task While_the_database_is_away_calls_fail_and_say_so_and_once_it_is_back_they_succeed(string signal)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var engine = new PostgresEngine(await server.CreateDatabaseAsync(), "sync");
        await engine.MigrateAsync(None);
        await using var store = await Databases.StoreAsync(engine);
        var step = Step("c1");
        (await store.CommitAsync(step, None)).ShouldBeOfType<CommitOutcome.Committed>();

        await server.StopAsync(signal);

        (await Should.ThrowAsync<PairStoreException>(() => store.CommitAsync(Step("c2"), None))).Message.ShouldContain("database failed");
        (await Should.ThrowAsync<PairStoreException>(() => store.CommitAsync(Step("c2"), None))).Message.ShouldContain("cannot be reached");
        await Should.ThrowAsync<PairStoreException>(() => store.LoadAsync(step.Row.Id, None));
        await Should.ThrowAsync<PairStoreException>(() => store.CountAsync(None));
        (await Should.ThrowAsync<PairStoreException>(() => engine.Mappings.LoadAsync(None))).Message.ShouldContain("cannot be reached");
        (await Should.ThrowAsync<PairStoreException>(() => engine.MigrateAsync(None))).Message.ShouldContain("cannot be reached");

        await server.ResumeAsync();

        await SucceedsAsync(() => store.LoadAsync(step.Row.Id, None));
        await SucceedsAsync(() => store.CountAsync(None));
        await SucceedsAsync(() => store.CommitAsync(Step("c2"), None));
        (await engine.Mappings.LoadAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stopping_ends_although_the_database_is_away()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var engine = new PostgresEngine(await server.CreateDatabaseAsync(), "sync");
        await engine.MigrateAsync(None);
        var store = await Databases.StoreAsync(engine);
        await server.StopAsync();
        var queued = Enumerable.Range(0, 100).Select(i => store.CommitAsync(Step($"c{i}"), None)).ToArray();

        await store.StopAsync(None);

        foreach (var call in queued)
            await Should.ThrowAsync<PairStoreException>(() => call);
    }

    /// <summary>As a silo does that is frozen while it sends a batch, and whose connection stays.</summary>
    [Theory]
    [InlineData("SELECT row_version FROM pairs FOR UPDATE")]
    [InlineData("UPDATE numbers SET last = last + 1")]
    public async Task A_transaction_that_hangs_with_its_silo_is_ended_by_the_others_whom_it_holds_up(string holding)
    {
        await using var engine = await Databases.MigratedAsync();
        await using var store = await Databases.StoreAsync(engine);
        var step = Step("c1");
        await store.CommitAsync(step, None);
        await using var frozen = new NpgsqlConnection($"{engine.ConnectionString};Options=-c idle_in_transaction_session_timeout=0");
        await frozen.OpenAsync();
        await using var transaction = await frozen.BeginTransactionAsync();
        await new NpgsqlCommand(holding, frozen).ExecuteNonQueryAsync();
        var next = step with
        {
            Row = step.Row with { RowVersion = 1 },
            Activity = [new Activity(At, ActivityKind.Updated, null, null, "after", null)],
        };

        (await Should.ThrowAsync<PairStoreException>(() => store.CommitAsync(next, None))).Message.ShouldContain("another silo's transaction");

        await SucceedsAsync(async () => (await store.CommitAsync(next, None)).ShouldBe(new CommitOutcome.Committed(2)));
        await Should.ThrowAsync<NpgsqlException>(() => transaction.CommitAsync());
    }

    /// <summary>A connection that broke is found out by the first call on it, so a few may still fail.</summary>
    private static async Task SucceedsAsync(Func<Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (PairStoreException) when (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
            {
            }
        }
    }

    private static PairCommit Step(string name) => new(
        new PairRow { Id = PairId.New("customer", At), ExternalIds = new(name, null), Status = PairStatus.New, UpdatedAt = At }, Absorb: null, []);
}
