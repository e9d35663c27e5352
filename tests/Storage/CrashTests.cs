using System.Collections.Concurrent;
using System.Diagnostics;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;
using Sync.Storage.Tests.Postgres;

namespace Sync.Storage.Tests;

/// <summary>A process or a server that is killed in the middle of commits.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        var file = folder.File("pairs.db");
        var acknowledged = await AcknowledgedBeforeKillAsync(300, "sqlite", file);

        await using var store = new SqlitePairStore(new(file));
        await store.StartAsync(CancellationToken.None);
        await AllIsThereAsync(store, acknowledged);
    }

    [Fact]
    public async Task What_PostgreSQL_had_acknowledged_to_a_killed_process_is_there_and_nothing_is_there_by_half()
    {
        await using var engine = await Databases.MigratedAsync();
        var acknowledged = await AcknowledgedBeforeKillAsync(300, "postgres", engine.ConnectionString);

        await using var store = await Databases.StoreAsync(engine);
        await AllIsThereAsync(store, acknowledged);
    }

    [Fact]
    public async Task What_PostgreSQL_had_acknowledged_before_it_crashed_is_there_and_nothing_is_there_by_half()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var engine = new PostgresEngine(await server.CreateDatabaseAsync(), "sync");
        await engine.MigrateAsync(CancellationToken.None);
        await using var store = await Databases.StoreAsync(engine);
        var acknowledged = new ConcurrentDictionary<PairId, long>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, 20).Select(i => CrashingWriter.CommitWithoutEndAsync(store, $"c{i}", (pair, version) =>
        {
            acknowledged[pair] = version;
            if (version >= 20)
                enough.TrySetResult();
        })).ToList();

        await await Task.WhenAny(enough.Task, Task.WhenAll(writers));
        await server.StopAsync("QUIT");
        foreach (var writer in writers)
            await Should.ThrowAsync<PairStoreException>(() => writer);
        await server.ResumeAsync();

        await AllIsThereAsync(store, acknowledged);
    }

    private static async Task AllIsThereAsync(IPairStore store, IReadOnlyDictionary<PairId, long> acknowledged)
    {
        var rows = (await store.ListAsync(new PairQuery(Limit: 100), CancellationToken.None)).Rows.ToDictionary(row => row.Id);
        var activity = await store.ActivityAfterAsync(0, null, int.MaxValue, CancellationToken.None);

        foreach (var (pair, version) in acknowledged)
            rows[pair].RowVersion.ShouldBeGreaterThanOrEqualTo(version);
        foreach (var row in rows.Values)
            activity.Count(recorded => recorded.Pair == row.Id).ShouldBe((int)row.RowVersion, "one activity was committed with each version");
    }

    /// <summary>Runs <see cref="CrashingWriter"/> until it has acknowledged so many commits, then kills it where it stands.</summary>
    private static async Task<Dictionary<PairId, long>> AcknowledgedBeforeKillAsync(int count, params string[] store)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashingWriter).Assembly.Location, .. store]) { RedirectStandardOutput = true };
        using var writer = Process.Start(start)!;
        var acknowledged = new Dictionary<PairId, long>();
        for (var i = 0; i < count; i++)
        {
            var line = (await writer.StandardOutput.ReadLineAsync())!.Split(' ');
            acknowledged[PairId.Parse(line[0])] = long.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        writer.Kill();
        await writer.WaitForExitAsync();
        return acknowledged;
    }
}
