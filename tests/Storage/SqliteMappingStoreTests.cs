using Microsoft.Data.Sqlite;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>The compliance suite on SQLite, and what only that store does.</summary>
public sealed class SqliteMappingStoreTests : MappingStoreCompliance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => folder.File("pairs.db");

    public void Dispose() => folder.Dispose();

    protected override IMappingStore Open() => new SqliteMappingStore(File);

    [Fact]
    public async Task It_lies_in_the_file_of_the_pairs_and_lets_go_of_it()
    {
        await Open().RaiseAsync([new StoredMapping("product", 1, "{}")], CancellationToken.None);
        await using (var pairs = new SqlitePairStore(new(File)))
        {
            await pairs.StartAsync(CancellationToken.None);
            (await pairs.CountAsync(CancellationToken.None)).ShouldBeEmpty();
        }

        System.IO.File.Move(File, folder.File("moved.db"));
        (await new SqliteMappingStore(folder.File("moved.db")).LoadAsync(CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_file_of_the_first_schema_gains_what_came_later_and_keeps_what_it_has()
    {
        var pair = PairId.New("product", DateTimeOffset.UnixEpoch);
        Execute(FirstSchema());
        Execute("CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)");
        Execute("INSERT INTO meta VALUES ('schema', 1)");
        Execute($"INSERT INTO pairs VALUES ('{pair}', 'product', '1', NULL, NULL, 'new', NULL, 0, 0, 1, x'')");
        Execute($"INSERT INTO activity VALUES (7, '{pair}', 0, 'Updated', 'shop', NULL, 'name = Ada', NULL)");

        (await Open().LoadAsync(CancellationToken.None)).ShouldBeEmpty();
        await using var pairs = new SqlitePairStore(new(File));
        await pairs.StartAsync(CancellationToken.None);
        (await pairs.LoadAsync(pair, CancellationToken.None)).ShouldNotBeNull();
        (await pairs.LastActivityAsync(pair, null, 10, CancellationToken.None)).ShouldHaveSingleItem().Activity.ShouldBe(
            new Activity(DateTimeOffset.UnixEpoch, ActivityKind.Updated, Side.Shop, null, "name = Ada", null));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_as_such()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 4096));

        (await Should.ThrowAsync<PairStoreException>(() => Open().LoadAsync(CancellationToken.None))).Message.ShouldContain(File);
    }

    private static string FirstSchema()
    {
        using var script = new StreamReader(typeof(SqlitePairStore).Assembly.GetManifestResourceStream("pairs-0001.sql")!);
        return script.ReadToEnd();
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
