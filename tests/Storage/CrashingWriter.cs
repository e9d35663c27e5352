using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>The program in this assembly: commits to a file without end, from several callers, and writes down what was acknowledged.</summary>
internal static class CrashingWriter
{
    private static async Task Main(string[] arguments)
    {
        var store = new SqlitePairStore(new(arguments[0]));
        await store.StartAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CommitWithoutEndAsync(store, $"c{i}")));
    }

    private static async Task CommitWithoutEndAsync(SqlitePairStore store, string crmId)
    {
        var at = DateTimeOffset.UnixEpoch;
        var row = new PairRow { Id = PairId.New("customer", at), ExternalIds = new(crmId, null), Status = PairStatus.New, UpdatedAt = at };
        var activity = new Activity(at, ActivityKind.Updated, null, null, "", null);
        while (await store.CommitAsync(new PairCommit(row, null, [activity]), CancellationToken.None) is CommitOutcome.Committed(var version))
        {
            row = row with { RowVersion = version };
            Console.WriteLine($"{row.Id} {version}");
        }
    }
}
