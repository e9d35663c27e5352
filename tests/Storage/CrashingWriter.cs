using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;
using Sync.Storage.Tests.Postgres;

namespace Sync.Storage.Tests;

/// <summary>The program in this assembly: commits to a file or a database without end, from several callers, and writes down what was acknowledged.</summary>
internal static class CrashingWriter
{
    private static async Task Main(string[] arguments)
    {
        var store = await StartAsync(arguments);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => CommitWithoutEndAsync(
            store, $"c{i}", (pair, version) => Console.WriteLine($"{pair} {version}"))));
    }

    private static async Task<IPairStore> StartAsync(string[] arguments)
    {
        if (arguments is ["sqlite", var file])
        {
            var store = new SqlitePairStore(new(file));
            await store.StartAsync(CancellationToken.None);
            return store;
        }

        return await Databases.StoreAsync(new PostgresEngine(arguments[1], "sync"));
    }

    /// <summary>Commits one row again and again, and tells of each commit once it was acknowledged.</summary>
    public static async Task CommitWithoutEndAsync(IPairStore store, string crmId, Action<PairId, long> acknowledged)
    {
        var at = DateTimeOffset.UnixEpoch;
        var row = new PairRow { Id = PairId.New("customer", at), ExternalIds = new(crmId, null), Status = PairStatus.New, UpdatedAt = at };
        var activity = new Activity(at, ActivityKind.Updated, null, null, "", null);
        while (await store.CommitAsync(new PairCommit(row, null, [activity]), CancellationToken.None) is CommitOutcome.Committed(var version))
        {
            row = row with { RowVersion = version };
            acknowledged(row.Id, version);
        }
    }
}
