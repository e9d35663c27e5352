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

    public IGrainFactory Grains => cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();

    public IPairStore Store => cluster.Silos[0].ServiceProvider.GetRequiredService<IPairStore>();

    public IGrainStorage Storage => cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainStorage>();

    /// <summary>Whether the silo has begun to stop.</summary>
    public bool IsDraining => drain.Pairs.IsCancellationRequested;

    /// <summary>How many deletions the pairing grants.</summary>
    public int Budget { get; init; } = 200;

    /// <summary>Who wins where both sides were edited.</summary>
    public ConflictPolicy Policy { get; init; } = ConflictPolicy.Newer;

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
        foreach (var side in Sync.Sides.Both)
            await Grains.GetGrain<IIngestGrain>(IngestKey.Of(side, "thing")).StartAsync();
        await Eventually.IsAsync(true, () => Grains.GetGrain<IPairingGrain>("thing").IsLiveAsync());
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
        return new SyncConfiguration { Sides = new(side, side), Pairings = [pairing] };
    }
}
