using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;
using Sync.Storage.Tests.Postgres;

namespace Sync.Benchmarks;

/// <summary>
/// Writes alone: as many callers as pairs that are busy at once, each writing its own rows again and again, by the pair store with an
/// activity each, and by Orleans' AdoNet grain storage.
/// </summary>
internal sealed class Stores(string folder, int scale)
{
    private const int Callers = 1_000;
    private const int Rows = 10_000;
    private static readonly byte[] State = [.. Enumerable.Range(0, 700).Select(i => (byte)('a' + (i * 7 % 26)))];
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public async IAsyncEnumerable<Row> RunAsync()
    {
        await using (var sqlite = new SqliteEngine(DataFolder.Open(Path.Combine(folder, "stores"))))
        {
            yield return await StockAsync("AdoNet grain storage on SQLite", sqlite, Scaled(2_000));
            yield return await OursAsync("pair store on SQLite", sqlite, Scaled(50_000));
        }

        await using var server = await PostgresServer.StartAsync();
        await using var postgres = new PostgresEngine(await server.CreateDatabaseAsync(), "benchmark");
        await postgres.MigrateAsync(CancellationToken.None);
        yield return await StockAsync("AdoNet grain storage on PostgreSQL", postgres, Scaled(20_000));
        yield return await OursAsync("pair store on PostgreSQL", postgres, Scaled(50_000));
    }

    private static async Task<Row> StockAsync(string name, StorageEngine engine, int writes)
    {
        using var host = Host(silo => engine.AddGrainStorage(silo));
        await host.StartAsync();
        var storage = host.Services.GetRequiredService<IGrainStorage>();
        var row = await Measure.RunAsync(name, "a transaction a write", () => WriteAsync(writes, (caller, number) =>
        {
            var id = GrainId.Create("kept", $"{caller}/{number}");
            var state = new GrainState<Kept>();
            return () =>
            {
                state.State = new Kept { Version = "1", Body = State };
                return storage.WriteStateAsync("kept", id, state);
            };
        }));
        await host.StopAsync();
        return row;
    }

    private static async Task<Row> OursAsync(string name, StorageEngine engine, int writes)
    {
        using var host = Host(silo => engine.AddPairStore(silo.Services, new()));
        await host.StartAsync();
        var store = host.Services.GetRequiredService<IPairStore>();
        var row = await Measure.RunAsync(name, "up to 1,000 writes a transaction, an activity each", () => WriteAsync(writes, (caller, number) =>
        {
            var pair = new PairRow
            {
                Id = PairId.New("customer", At), ExternalIds = new($"c{caller}-{number}", $"s{caller}-{number}"), Status = PairStatus.InSync, UpdatedAt = At, State = State,
            };
            return async () =>
            {
                var committed = (CommitOutcome.Committed)await store.CommitAsync(
                    new PairCommit(pair, null, [new Activity(At, ActivityKind.Updated, Side.Crm, "phone", "phone 1 → phone 2", null)]), CancellationToken.None);
                pair = pair with { RowVersion = committed.RowVersion };
            };
        }));
        await host.StopAsync();
        return row;
    }

    /// <summary>Every caller goes round its own rows.</summary>
    private static async Task<long> WriteAsync(int writes, Func<int, int, Func<Task>> row)
    {
        var each = Math.Max(1, writes / Callers);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var rows = new List<Func<Task>>();
            for (var number = 0; number < Math.Min(Rows / Callers, each); number++)
                rows.Add(row(caller, number));
            for (var i = 0; i < each; i++)
                await rows[i % rows.Count]();
        })));
        return (long)each * Callers;
    }

    private static IHost Host(Action<ISiloBuilder> storage) => Microsoft.Extensions.Hosting.Host.CreateDefaultBuilder()
        .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
        .UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), 0);
            silo.Configure<Orleans.Configuration.EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
            storage(silo);
        }).Build();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private int Scaled(int number) => Math.Max(Callers, number * scale / 100);
}
