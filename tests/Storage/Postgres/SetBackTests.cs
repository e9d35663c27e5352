using Npgsql;
using Sync.Configuration;
using Sync.Silo.Hosting;
using Sync.Silo.Storage.Postgres;

namespace Sync.Storage.Tests.Postgres;

/// <summary>By what a database that was set back is told from one that goes on.</summary>
public sealed class SetBackTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    private string Dump => folder.File("sync.dump");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_new_database_and_one_of_an_earlier_version_show_nothing_nor_does_one_that_goes_on()
    {
        await using var engine = await Databases.MigratedAsync();
        (await engine.SetBackAsync(None)).ShouldBeNull();

        await engine.RecogniseAsync(None);

        (await engine.SetBackAsync(None)).ShouldBeNull();
        await using var later = new PostgresEngine(engine.ConnectionString, "sync");
        (await later.SetBackAsync(None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_dump_restored_elsewhere_over_itself_or_into_a_database_made_anew_is_told_until_it_is_recognised()
    {
        var (server, database) = await DumpedAsync();
        var elsewhere = NameOf(await server.CreateDatabaseAsync());

        await RestoreAsync(server, elsewhere);
        await ToldAsync(server, elsewhere);

        await RestoreAsync(server, database);
        await ToldAsync(server, database);

        await server.RunAsync("dropdb", database);
        await server.RunAsync("createdb", database);
        await RestoreAsync(server, database);
        await ToldAsync(server, database);
    }

    [Fact]
    public async Task A_server_that_was_away_is_told_from_one_that_was_recovered_to_an_earlier_time()
    {
        await using var server = await PostgresServer.StartAsync(null, "restore_command=false");
        var database = NameOf(await server.CreateDatabaseAsync());
        await using (var engine = new PostgresEngine(server.ConnectionString(database), "sync"))
        {
            await engine.MigrateAsync(None);
            await engine.RecogniseAsync(None);
        }

        await server.StopAsync("QUIT");
        await server.ResumeAsync();
        NpgsqlConnection.ClearAllPools();
        await using (var engine = new PostgresEngine(server.ConnectionString(database), "sync"))
            (await engine.SetBackAsync(None)).ShouldBeNull("it was away");

        await server.RecoverAsync();
        NpgsqlConnection.ClearAllPools();

        await ToldAsync(server, database);
    }

    [Fact]
    public async Task A_user_who_may_not_see_the_server_is_told_by_the_rest()
    {
        var (server, database) = await DumpedAsync();
        await PostgresServer.ExecuteAsync(server.ConnectionString(database), """
            DO $$ BEGIN CREATE ROLE blind LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;
            REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO blind
            """);
        await using var blind = new PostgresEngine(server.ConnectionString(database, "blind"), "sync");
        await blind.RecogniseAsync(None);
        (await blind.SetBackAsync(None)).ShouldBeNull();

        await RestoreAsync(server, database);
        await PostgresServer.ExecuteAsync(server.ConnectionString(database), "GRANT SELECT ON ALL TABLES IN SCHEMA public TO blind");

        (await blind.SetBackAsync(None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_silos_that_start_on_it_at_once_one_raises_every_pairing_and_all_know_of_it()
    {
        var server = await PostgresServer.SharedAsync();
        var database = NameOf(await server.CreateDatabaseAsync());
        await StartAsync(server, database);
        await server.RunAsync("pg_dump", "--format=custom", $"--file={Dump}", database);
        await RestoreAsync(server, database);

        var started = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(server, database)));

        started.Count(revised => revised.SetBack is not null).ShouldBe(1);
        started.ShouldAllBe(revised => revised.Configuration.Pairings.All(pairing => pairing.Revision == 2));
        started.SelectMany(revised => revised.Configuration.Pairings).Select(pairing => pairing.RestoredAt).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await StartAsync(server, database)).Raised.ShouldBeEmpty();
    }

    private async Task<(PostgresServer Server, string Database)> DumpedAsync()
    {
        await using var engine = await Databases.MigratedAsync();
        await engine.RecogniseAsync(None);
        var server = await PostgresServer.SharedAsync();
        var database = NameOf(engine.ConnectionString);
        await server.RunAsync("pg_dump", "--format=custom", $"--file={Dump}", database);
        NpgsqlConnection.ClearPool(new NpgsqlConnection(engine.ConnectionString));
        return (server, database);
    }

    private Task RestoreAsync(PostgresServer server, string database) =>
        server.RunAsync("pg_restore", "--clean", "--if-exists", "--single-transaction", $"--dbname={database}", Dump);

    private static async Task ToldAsync(PostgresServer server, string database)
    {
        await using var engine = new PostgresEngine(server.ConnectionString(database) + ";Pooling=false", "sync");
        (await engine.SetBackAsync(None)).ShouldNotBeNull();
        (await engine.SetBackAsync(None)).ShouldBe(await engine.SetBackAsync(None), "all silos say the same");
        await engine.RecogniseAsync(None);
        (await engine.SetBackAsync(None)).ShouldBeNull();
    }

    private static async Task<Revised> StartAsync(PostgresServer server, string database)
    {
        await using var engine = new PostgresEngine(server.ConnectionString(database) + ";Pooling=false", "sync");
        var configuration = ((LoadResult.Loaded)ConfigurationLoader.LoadDefault(_ => null)).Configuration;
        return await StorageStart.OpenAsync(engine, configuration, "sync", TimeProvider.System);
    }

    private static string NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
