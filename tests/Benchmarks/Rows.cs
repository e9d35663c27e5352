using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using Sync.Grains;
using Sync.Sandbox;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;
using Sync.Storage.Tests.Postgres;

namespace Sync.Benchmarks;

/// <summary>The rows of the table, each on a folder of its own.</summary>
internal sealed class Rows(string folder, int scale)
{
    /// <summary>Changes that an editing row lets wait: enough to keep the engine busy, few enough that no edit overtakes another.</summary>
    private const int MostAtOnce = 4_000;
    private static readonly byte[] Body = new byte[500];
    private int folders;

    /// <summary>(a) and (b): events by memory stream to grains of our own, without the engine.</summary>
    public async Task<Row> StreamAsync(string name, string streamNamespace, int grains, int events, string note)
    {
        await using var silo = await EngineSilo.StartAsync(
            NewFiles(), EngineSilo.Customers(), new PerSide<IConnector>(new MemorySide(Side.Crm), new MemorySide(Side.Shop)));
        var streams = silo.Services.GetRequiredKeyedService<IStreamProvider>(GrainServices.StreamProvider);
        Arrived.Reset();
        return await Measure.RunAsync(name, note, async () =>
        {
            for (var from = 0; from < events; from += 200)
            {
                await Task.WhenAll(Enumerable.Range(from, Math.Min(200, events - from)).Select(i => streams
                    .GetStream<ChangeEvent>(StreamId.Create(streamNamespace, $"grain {i % grains}"))
                    .OnNextAsync(new ChangeEvent { Side = Side.Crm, ExternalId = "1", Form = ChangeForm.Body, Session = 1, Delivery = i, Version = "1", Body = Body })));
                await Measure.UntilAsync(() => Task.FromResult(from - Arrived.Count < 2_000));
            }

            await Measure.UntilAsync(() => Task.FromResult(Arrived.Count >= events));
            return events;
        });
    }

    /// <summary>(c): the engine on sides in this process, edited on both in turn, as fast as it takes them.</summary>
    public Task<Row> InProcessAsync(int pairs, int edits) => InProcessAsync("(c) engine, sides in this process", [NewFiles()], pairs, edits);

    /// <summary>(c) on a PostgreSQL server of its own, on the same cores, whose own processor time the note tells.</summary>
    public async Task<Row> InProcessOnPostgresAsync(string name, int silos, int pairs, int edits)
    {
        await using var server = await PostgresServer.StartAsync();
        var first = await DatabaseAsync(server);
        var storages = Enumerable.Range(1, silos - 1).Select(_ => new PostgresEngine(first.ConnectionString, "sync"));
        return await InProcessAsync(name, [first, .. storages], pairs, edits, () => ProcessorTime.Of(server.ProcessId));
    }

    /// <summary>A backfill of so many records a side.</summary>
    public async IAsyncEnumerable<Backfill.Part> BackfillAsync(int records, bool onPostgres)
    {
        await using var server = onPostgres ? await PostgresServer.StartAsync() : null;
        await foreach (var part in new Backfill(server is null ? NewFiles() : await DatabaseAsync(server), records).RunAsync())
            yield return part;
    }

    private static async Task<PostgresEngine> DatabaseAsync(PostgresServer server)
    {
        var database = new PostgresEngine(await server.CreateDatabaseAsync(), "sync");
        await database.MigrateAsync(CancellationToken.None);
        return database;
    }

    private static async Task<Row> InProcessAsync(
        string name, IReadOnlyList<StorageEngine> storages, int pairs, int edits, Func<double>? databaseSeconds = null)
    {
        var (crm, shop) = (new MemorySide(Side.Crm), new MemorySide(Side.Shop));
        var configuration = EngineSilo.Customers();
        await using var silos = new Silos();
        foreach (var storage in storages)
            silos.Add(await EngineSilo.StartAsync(storage, configuration, new PerSide<IConnector>(crm, shop)));
        var silo = silos[0];

        // Once all silos are there, so that each gets its share of the pairs at once.
        for (var i = 0; i < pairs; i++)
            crm.Create(Customer(i));
        await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, pairs));
        var ids = Enumerable.Range(0, pairs).Select(i => (Crm: crm.IdOf(Email(i))!, Shop: shop.IdOf(Email(i))!)).ToList();

        // The first edit of a pair after a scan is read, since nobody knows where in the feed the listing stood: not of interest here.
        await EditAsync(0, 2 * pairs);
        var before = databaseSeconds?.Invoke();
        var row = await Measure.RunAsync(name, "CPU: streams, steps, the store", () => EditAsync(2 * pairs, edits));
        return databaseSeconds is null ? row : row with { Note = $"{row.Note}; PostgreSQL itself {(databaseSeconds() - before) * 1000 / row.Changes:N3} CPU s" };

        async Task<long> EditAsync(int first, int count)
        {
            var taken = await silo.ChangesAsync(configuration);
            for (var i = first; i < first + count; i++)
            {
                if (i % 500 == 0)
                    await Measure.UntilAsync(async () => (2 * (i - first)) - (await silo.ChangesAsync(configuration) - taken) < MostAtOnce);
                var id = ids[i % pairs];
                if ((i + (i / pairs)) % 2 == 0)
                    crm.Edit(id.Crm, "phone", $"phone {i}");
                else
                    shop.Edit(id.Shop, "telephone", $"phone {i}");
            }

            await Measure.UntilAsync(async () =>
                ids.All(id => crm.Field(id.Crm, "phone") == shop.Field(id.Shop, "telephone")) && await silo.IsInStepAsync(configuration, pairs));
            return await silo.ChangesAsync(configuration) - taken;
        }
    }

    /// <summary>(d): the engine over HTTP, and the latency of an edit at light load.</summary>
    public async Task<(Row Row, double MedianMs, double P99Ms)> OverHttpAsync(int pairs, int edits)
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            CrmPort = 0, ShopPort = 0, DataFolder = NewFolder(), Customers = pairs, Products = 1, Quotes = 0, Orders = 0, Users = 0,
        });
        using var http = new HttpClient();
        var configuration = EngineSilo.Customers(sandbox.CrmAddress, sandbox.ShopAddress);
        await using var silo = await EngineSilo.StartAsync(NewFiles(), configuration, null);
        await Measure.UntilAsync(async () => await CountAsync(http, sandbox.CrmAddress) is var count && await silo.IsInStepAsync(configuration, count));
        var ids = (await silo.Store.ListAsync(new PairQuery("customer", Limit: 1000), CancellationToken.None)).Rows.Select(r => r.ExternalIds).ToList();
        var latency = await LatencyAsync(http, sandbox, ids, 100);
        var before = await silo.ChangesAsync(configuration);
        var row = await Measure.RunAsync("(d) engine over HTTP with the sandbox", "the sandbox's share and HTTP included", async () =>
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, edits), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ended) =>
                await EditAsync(http, sandbox, ids[i % ids.Count], i));
            await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, ids.Count));
            return await silo.ChangesAsync(configuration) - before;
        });
        return (row, latency.MedianMs, latency.P99Ms);
    }

    /// <summary>(e): the first scan of so many records a side, half of them on both.</summary>
    public async Task<Row> ScanAsync(int records)
    {
        var (crm, shop) = (new MemorySide(Side.Crm), new MemorySide(Side.Shop));
        for (var i = 0; i < records; i++)
        {
            crm.Create(Customer(i));
            shop.Create(ShopCustomer(i + (records / 2)));
        }

        var pairs = records + (records / 2);
        var configuration = EngineSilo.Customers();
        return await Measure.RunAsync($"(e) first scan, {records:N0} a side", "reads, creates and four commits a create", async () =>
        {
            await using var silo = await EngineSilo.StartAsync(NewFiles(), configuration, new PerSide<IConnector>(crm, shop));
            await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, pairs));
            return 2L * records;
        });
    }

    /// <summary>What a pair takes in memory that was active lately: the heap with so many, and again when they are collected.</summary>
    public async Task<double> KilobytesOfActivePairAsync(int pairs)
    {
        var (crm, shop) = (new MemorySide(Side.Crm), new MemorySide(Side.Shop));
        for (var i = 0; i < pairs; i++)
            crm.Create(Customer(i));
        var configuration = EngineSilo.Customers();
        await using var silo = await EngineSilo.StartAsync(NewFiles(), configuration, new PerSide<IConnector>(crm, shop));
        await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, pairs));
        var rows = (await silo.Store.ListAsync(new PairQuery("customer", Limit: pairs), CancellationToken.None)).Rows;
        foreach (var some in rows.Chunk(500))
            await Task.WhenAll(some.Select(row => silo.Grains.GetGrain<IPairGrain>(row.Id.Value).InstructAsync(new Instruction.Refresh())));
        await Measure.UntilAsync(() => silo.IsInStepAsync(configuration, pairs));
        var all = GC.GetTotalMemory(forceFullCollection: true);
        await silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        return (all - GC.GetTotalMemory(forceFullCollection: true)) / 1024d / rows.Count;
    }

    public int Scaled(int number) => Math.Max(1, number * scale / 100);

    private static async Task<(double MedianMs, double P99Ms)> LatencyAsync(
        HttpClient http, SandboxHost sandbox, IReadOnlyList<PerSide<string?>> ids, int edits)
    {
        var milliseconds = new List<double>(edits);
        for (var i = 0; i < edits; i++)
        {
            var id = ids[i % ids.Count];
            var (began, fromCrm) = (Stopwatch.GetTimestamp(), i % 2 == 0);
            await EditAsync(http, sandbox, id, fromCrm ? 2 * i : (2 * i) + 1);
            var (address, field) = fromCrm
                ? (new Uri(sandbox.ShopAddress, $"customers/{id.Shop}"), "telephone")
                : (new Uri(sandbox.CrmAddress, $"customers/{id.Crm}"), "phone");
            var wanted = $"phone {(fromCrm ? 2 * i : (2 * i) + 1)}";
            while ($"{(await http.GetFromJsonAsync<JsonObject>(address))![field]}" != wanted)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        milliseconds.Sort();
        return (milliseconds[edits / 2], milliseconds[edits * 99 / 100]);
    }

    private static async Task EditAsync(HttpClient http, SandboxHost sandbox, PerSide<string?> id, int number)
    {
        var (address, field) = number % 2 == 0
            ? (new Uri(sandbox.CrmAddress, $"customers/{id.Crm}"), "phone")
            : (new Uri(sandbox.ShopAddress, $"customers/{id.Shop}"), "telephone");
        using var answer = await http.PatchAsJsonAsync(address, new JsonObject { [field] = $"phone {number}" });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<int> CountAsync(HttpClient http, Uri side)
    {
        var count = 0;
        for (var after = ""; ;)
        {
            var page = (await http.GetFromJsonAsync<JsonObject>(new Uri(side, $"customers?limit=1000&after={after}")))!;
            count += page["items"]!.AsArray().Count;
            if (page["next"]?.ToString() is not { } next)
                return count;
            after = next;
        }
    }

    internal static string Email(int number) => $"customer{number}@example.org";

    internal static JsonObject Customer(int number) => new()
    {
        ["name"] = $"Ada Number{number}", ["email"] = Email(number), ["phone"] = "1", ["company"] = null, ["vatNumber"] = null,
        ["address"] = new JsonObject { ["street"] = "Street 1", ["postalCode"] = "8000", ["city"] = "Zürich", ["country"] = "CH" },
        ["segment"] = "active", ["birthday"] = "1990-01-02", ["creditLimit"] = 100.5, ["notes"] = "note",
    };

    internal static JsonObject ShopCustomer(int number) => new()
    {
        ["first_name"] = "Ada", ["last_name"] = $"Number{number}", ["email"] = Email(number), ["telephone"] = "1", ["company"] = null, ["tax_id"] = null,
        ["address"] = new JsonObject { ["line1"] = "Street 1", ["zip"] = "8000", ["city"] = "Zürich", ["country_code"] = "CH" },
        ["group"] = "customer", ["date_of_birth"] = "1990-01-02", ["credit_limit_cents"] = 10050, ["note"] = "note",
    };

    private SqliteEngine NewFiles() => new(DataFolder.Open(NewFolder()));

    private string NewFolder() => Path.Combine(folder, $"{++folders}");

    /// <summary>Of one cluster; the first goes last.</summary>
    private sealed class Silos : List<EngineSilo>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var silo in Enumerable.Reverse(this))
                await silo.DisposeAsync();
        }
    }
}
