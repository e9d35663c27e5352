using System.Globalization;
using Npgsql;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>How a database comes to its schema, and which are refused.</summary>
public sealed class MigrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Of_silos_that_start_at_once_one_makes_the_schema_and_the_others_find_it()
    {
        var connectionString = await NewDatabaseAsync();

        var scripts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var engine = new PostgresEngine(connectionString, "sync");
            return await engine.MigrateAsync(None);
        }));

        scripts.Count(run => run > 0).ShouldBe(1);
        (await VersionAsync(connectionString)).ShouldBe(scripts.Sum());
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_alone()
    {
        await using var engine = await Databases.MigratedAsync();
        await ExecuteAsync(engine.ConnectionString, "UPDATE meta SET value = '99' WHERE name = 'schema'");

        var refused = await Should.ThrowAsync<StorageRefusedException>(() => engine.MigrateAsync(None));

        refused.Message.ShouldContain("has schema 99");
        refused.Message.ShouldContain("Start the newer Sync");
        (await VersionAsync(engine.ConnectionString)).ShouldBe(99);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_behind()
    {
        var connectionString = await NewDatabaseAsync();
        await ExecuteAsync(connectionString, "CREATE TABLE OrleansQuery (taken text)");
        await using var engine = new PostgresEngine(connectionString, "sync");

        (await Should.ThrowAsync<StorageRefusedException>(() => engine.MigrateAsync(None))).Message.ShouldContain("orleansquery");

        (await ExecuteAsync(connectionString, "SELECT to_regclass('pairs') IS NULL")).ShouldBe(true);
        await ExecuteAsync(connectionString, "DROP TABLE OrleansQuery");
        (await engine.MigrateAsync(None)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_data_of_another_service_is_refused_and_a_schema_of_its_own_offered_which_works()
    {
        await using var owner = await Databases.MigratedAsync();
        await using var stranger = new PostgresEngine(owner.ConnectionString, "other");

        var refused = await Should.ThrowAsync<StorageRefusedException>(() => stranger.MigrateAsync(None));

        refused.Message.ShouldContain("'sync'");
        refused.Message.ShouldContain("'other'");
        refused.Message.ShouldContain("Search Path");
        await ExecuteAsync(owner.ConnectionString, "CREATE SCHEMA elsewhere");
        await using var apart = new PostgresEngine($"{owner.ConnectionString};Search Path=elsewhere", "other");
        await apart.MigrateAsync(None);
        await apart.Mappings.RaiseAsync([new("product", 1, "{}")], None);
        (await owner.Mappings.LoadAsync(None)).ShouldBeEmpty();
        (await apart.Mappings.LoadAsync(None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_user_who_may_create_nothing_is_told_what_to_grant_and_may_use_what_another_has_made()
    {
        var connectionString = await NewDatabaseAsync();
        var restricted = connectionString.Replace("Username=sync", "Username=restricted", StringComparison.Ordinal);
        await ExecuteAsync(connectionString, "DO $$ BEGIN CREATE ROLE restricted LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        await using var silo = new PostgresEngine(restricted, "sync");

        (await Should.ThrowAsync<StorageRefusedException>(() => silo.MigrateAsync(None))).Message.ShouldContain("GRANT ALL ON SCHEMA");

        await using (var owner = new PostgresEngine(connectionString, "sync"))
            await owner.MigrateAsync(None);
        await ExecuteAsync(connectionString, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO restricted");
        (await silo.MigrateAsync(None)).ShouldBe(0);
        await using var store = await Databases.StoreAsync(silo);
        (await store.CommitAsync(Step("c1"), None)).ShouldBeOfType<CommitOutcome.Committed>();

        await ExecuteAsync(connectionString, "REVOKE INSERT ON pairs FROM restricted");
        (await Should.ThrowAsync<PairStoreException>(() => store.CommitAsync(Step("c2"), None))).Message.ShouldContain("permission denied for table pairs");
    }

    [Fact]
    public async Task A_database_that_is_not_there_a_user_who_is_unknown_and_text_that_is_not_UTF8_are_told_each()
    {
        var server = await PostgresServer.SharedAsync();
        await ExecuteAsync(server.ConnectionString("postgres"), "CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0");

        (await RefusedAsync(server.ConnectionString("nowhere"))).ShouldContain("CREATE DATABASE");
        (await RefusedAsync(server.ConnectionString("postgres", "nobody"))).ShouldContain("nobody");
        (await RefusedAsync(server.ConnectionString("narrow"))).ShouldContain("UTF8");
    }

    [Theory]
    [InlineData("Server at home")]
    [InlineData("Host=h;Passwort=secret")]
    [InlineData("Database=d")]
    public void What_is_no_connection_string_is_told_without_repeating_it(string connectionString) =>
        Should.Throw<FormatException>(() => new PostgresEngine(connectionString, "sync")).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("connection string"),
            message => message.ShouldNotContain("secret"));

    [Fact]
    public void What_a_connection_string_says_is_left_as_it_is()
    {
        var given = new NpgsqlConnectionStringBuilder(PostgresDatabase.Complete(
            "Host=h;Maximum Pool Size=3;Timeout=7;Max Auto Prepare=0;Application Name=mine;Options=-c work_mem=8MB"));

        (given.MaxPoolSize, given.Timeout, given.MaxAutoPrepare, given.ApplicationName).ShouldBe((3, 7, 0, "mine"));
        given.Options.ShouldNotBeNull().ShouldEndWith("-c work_mem=8MB");
        new NpgsqlConnectionStringBuilder(PostgresDatabase.Complete("Host=h")).MaxPoolSize.ShouldBe(15);
    }

    private static async Task<string> RefusedAsync(string connectionString)
    {
        await using var engine = new PostgresEngine(connectionString, "sync");
        return (await Should.ThrowAsync<StorageRefusedException>(() => engine.MigrateAsync(None))).Message;
    }

    private static async Task<int> VersionAsync(string connectionString) => int.Parse(
        (string)(await ExecuteAsync(connectionString, "SELECT value FROM meta WHERE name = 'schema'"))!, CultureInfo.InvariantCulture);

    private static async Task<string> NewDatabaseAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    private static Task<object?> ExecuteAsync(string connectionString, string sql) => PostgresServer.ExecuteAsync(connectionString, sql);

    private static PairCommit Step(string name) => new(
        new PairRow { Id = PairId.New("customer", DateTimeOffset.UnixEpoch), ExternalIds = new(name, null), Status = PairStatus.New, UpdatedAt = DateTimeOffset.UnixEpoch },
        Absorb: null, []);
}
