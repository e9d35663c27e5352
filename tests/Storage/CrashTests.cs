using System.Diagnostics;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>A process that is killed while it commits.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_killed_process_had_acknowledged_is_there_and_nothing_is_there_by_half()
    {
        var file = folder.File("pairs.db");
        var acknowledged = await AcknowledgedBeforeKillAsync(file, 300);

        await using var store = new SqlitePairStore(new(file));
        await store.StartAsync(CancellationToken.None);
        var rows = (await store.ListAsync(new PairQuery(Limit: 100), CancellationToken.None)).Rows.ToDictionary(row => row.Id);
        var activity = await store.ActivityAfterAsync(0, null, int.MaxValue, CancellationToken.None);

        foreach (var (pair, version) in acknowledged)
            rows[pair].RowVersion.ShouldBeGreaterThanOrEqualTo(version);
        foreach (var row in rows.Values)
            activity.Count(recorded => recorded.Pair == row.Id).ShouldBe((int)row.RowVersion, "one activity was committed with each version");
    }

    /// <summary>Runs <see cref="CrashingWriter"/> until it has acknowledged so many commits, then kills it where it stands.</summary>
    private static async Task<Dictionary<PairId, long>> AcknowledgedBeforeKillAsync(string file, int count)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashingWriter).Assembly.Location, file]) { RedirectStandardOutput = true };
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
