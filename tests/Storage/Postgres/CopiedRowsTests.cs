using System.Text;
using Npgsql;
using Sync.Silo.Plan;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests.Postgres;

/// <summary>What a plan is rehearsed on.</summary>
public sealed class CopiedRowsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_rows_of_a_cluster_are_copied_into_a_file_and_the_mappings_told()
    {
        var connection = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var database = PostgresDatabase.Open(connection);
        await PostgresSchema.MigrateAsync(database, "sync", None);
        await new PostgresMappingStore(database).RaiseAsync([new StoredMapping("customer", 1, "{}")], None);
        var rows = Enumerable.Range(0, 1_005).Select(Row).ToList();
        await using (var store = new PostgresPairStore(database, new(), fence: null, TimeProvider.System))
        {
            await store.StartAsync(None);
            await Task.WhenAll(rows.Append(Row(0) with { Id = PairId.Of("order", Guid.NewGuid()) }).Select(row => store.CommitAsync(new PairCommit(row, null, []), None)));
        }

        var mappings = await CopiedRows.OfDatabaseAsync(connection, ["customer"], folder.File("pairs.db"), None);

        mappings.ShouldHaveSingleItem().Pairing.ShouldBe("customer");
        await using var copy = new SqlitePairStore(new SqlitePairStoreOptions(folder.File("pairs.db")));
        await copy.StartAsync(None);
        var copied = (await copy.ListAsync(new PairQuery(Limit: 10_000), None)).Rows;
        copied.Select(Told).Order(StringComparer.Ordinal).ShouldBe(rows.Select(Told).Order(StringComparer.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private static string Told(PairRow row) =>
        $"{row.Id} {row.ExternalIds} {row.MatchKey} {row.Status} {row.NextAttempt:O} {row.UpdatedAt:O} {Encoding.UTF8.GetString(row.State.Span)}";

    private static PairRow Row(int n) => new()
    {
        Id = PairId.Of("customer", new Guid($"00000000-0000-7000-8000-{n:D12}")),
        ExternalIds = new($"c{n}", n % 2 == 0 ? $"s{n}" : null),
        MatchKey = $"key {n}",
        Status = PairStatus.Waiting,
        NextAttempt = n % 3 == 0 ? DateTimeOffset.UnixEpoch : null,
        UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(n),
        State = Encoding.UTF8.GetBytes($$"""{"n":{{n}}}"""),
    };
}
