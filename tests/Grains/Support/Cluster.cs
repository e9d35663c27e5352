using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using Sync.EndToEnd.Tests;
using Sync.Silo.Hosting;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>A silo with the real grains, streams and stores, between two sides in memory; it can be restarted on the same data.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sync-grains-").FullName;
    private InProcessTestCluster cluster = null!;
    private Drain drain = null!;

    public PerSide<MemorySide> Sides { get; } = new(new MemorySide(Side.Crm), new MemorySide(Side.Shop));

    public IServiceProvider Services => cluster.Silos[0].ServiceProvider;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IPairStore Store => Services.GetRequiredService<IPairStore>();

    public IGrainStorage Storage => Services.GetRequiredService<IGrainStorage>();

    /// <summary>Whether the silo has begun to stop.</summary>
    public bool IsDraining => drain.Pairs.IsCancellationRequested;

    /// <summary>How many deletions the pairing grants.</summary>
    public int Budget { get; init; } = 200;

    /// <summary>Who wins where both sides were edited.</summary>
    public ConflictPolicy Policy { get; init; } = ConflictPolicy.Newer;

    /// <summary>What becomes of the CRM's record where the shop's is deleted.</summary>
    public DeleteMode WhenShopDeletes { get; init; } = DeleteMode.Propagate;

    /// <summary>How the CRM's kind is taken; none: as a whole.</summary>
    public ImmutableArray<string> CrmPartitions { get; set; } = [];

    /// <summary>The mapping revision; a text means what it means since then.</summary>
    public int Revision { get; set; } = 1;

    public async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        // Grain storage keeps by service id, which a test cluster would invent anew.
        (builder.Options.ServiceId, builder.Options.ClusterId) = ("sync", "sync");
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSyncStreams();
            silo.AddGrainStorageOnSqlite(Path.Combine(folder, "grains.db"));
            silo.Services
                .AddSqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")))
                .AddSingleton(Configuration())
                .AddSingleton(Sides.Select<IConnector>(side => side))
                .AddSyncGrains()
                .AddSingleton<ILifecycleParticipant<ISiloLifecycle>, DrainAtStop>();
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
        drain = cluster.Silos[0].ServiceProvider.GetRequiredService<Drain>();
    }

    /// <summary>Starts ingests and pairing, and waits until records may be created.</summary>
    public async Task GoLiveAsync()
    {
        await Grains.GetGrain<IPairingGrain>("thing").StartAsync();
        foreach (var ingest in Configuration().Ingests())
            await Ingest(ingest).StartAsync();
        await Eventually.IsAsync(true, () => Grains.GetGrain<IPairingGrain>("thing").IsLiveAsync());
    }

    /// <summary>A person edits a record of the CRM and sees it arrive: its pair stays in memory for that, for a while.</summary>
    public async Task EditAsync(string id, string key, string text)
    {
        Sides.Crm.Put(id, key, text);
        await Eventually.IsAsync(text, () => Task.FromResult(Sides.Shop.TextOf(key)));
        await RestsAsync(1);
    }

    public IIngestGrain Ingest(IngestKey ingest) => Grains.GetGrain<IIngestGrain>(ingest.ToString());

    /// <summary>The rows that stand like this.</summary>
    public async Task<IReadOnlyList<PairRow>> RowsAsync(PairStatus status) =>
        (await Store.ListAsync(new PairQuery("thing", status, Limit: 1_000), CancellationToken.None)).Rows;

    /// <summary>Waits until so many pairs are in step and nothing is on its way.</summary>
    public Task RestsAsync(int pairs) => Eventually.TrueAsync(async () =>
    {
        var rows = (await Store.ListAsync(new PairQuery("thing", Limit: 1_000), CancellationToken.None)).Rows;
        foreach (var ingest in Configuration().Ingests())
        {
            if ((await Ingest(ingest).GetStatusAsync()).Window > 0)
                return $"{ingest} waits for acknowledgements";
        }

        return rows.Count == pairs && rows.All(row => row.Status == PairStatus.InSync)
            ? null
            : $"not {pairs} pairs in sync but {string.Join(", ", rows.Select(row => row.Status.Name()))}";
    });

    /// <summary>A word of a record that changed, as a side's webhook leaves it, so many times.</summary>
    public async Task HintAsync(Side side, string externalId, int times = 1)
    {
        var inbox = cluster.Silos[0].ServiceProvider.GetRequiredService<IWebhookInbox>();
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => inbox.PutAsync(side, [new WebhookHint("thing", externalId)], CancellationToken.None)));
        await Ingest(Configuration().IngestsOf(side, "thing")[0]).InboxAsync();
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        await cluster.KillSiloAsync(cluster.Silos[0]);
        await cluster.DisposeAsync();
    }

    /// <summary>Stops it as a drained silo stops.</summary>
    public async Task StopAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private SyncConfiguration Configuration()
    {
        var side = new SideConfiguration
        {
            Address = new Uri("http://127.0.0.1/"),
            Kinds = ImmutableSortedDictionary<string, KindConfiguration>.Empty.Add("thing", new KindConfiguration { Path = "things" }),
        };
        var pairing = new Pairing
        {
            Name = "thing",
            Kinds = new PerSide<string>("thing", "thing"),
            Create = CreateMode.Both,
            Match = ["key"],
            DeletionBudget = Budget,
            Delete = new(DeleteMode.Propagate, WhenShopDeletes),
            Policy = Policy,
            Revision = Revision,
            Properties = [.. new[] { "key", "text" }.Select(name => new Property
            {
                Name = name,
                Type = PropertyType.String,
                Since = name == "text" ? Revision : 1,
                Paths = new PerSide<ImmutableArray<string>>([name], [name]),
            })],
        };
        return new SyncConfiguration { Sides = new(side with { Protocol = new() { Partitions = CrmPartitions } }, side), Pairings = [pairing] };
    }
}
