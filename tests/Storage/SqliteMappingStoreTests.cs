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
    public async Task A_file_of_the_first_schema_gains_the_table_and_keeps_its_pairs()
    {
        await using (var pairs = new SqlitePairStore(new(File)))
        {
            await pairs.StartAsync(CancellationToken.None);
            await pairs.InsertHalvesAsync([new(PairId.New("product", DateTimeOffset.UnixEpoch), Side.Crm, "1", null, false, DateTimeOffset.UnixEpoch)], CancellationToken.None);
        }

        Execute("DROP TABLE mappings");
        Execute("UPDATE meta SET value = 1");

        (await Open().LoadAsync(CancellationToken.None)).ShouldBeEmpty();
        Execute("SELECT count(*) FROM pairs").ShouldBe(1L);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_as_such()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 4096));

        (await Should.ThrowAsync<PairStoreException>(() => Open().LoadAsync(CancellationToken.None))).Message.ShouldContain(File);
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
