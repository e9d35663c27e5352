using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Sync.Configuration;
using Sync.Connectors;
using Sync.EndToEnd.Tests;
using Sync.Sandbox;
using Sync.Silo.Hosting;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Grains.Tests;

/// <summary>The real grains in a silo of this process, on the real store, over HTTP to the real sandbox.</summary>
public abstract class GrainWorld : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sync-grains-").FullName;
    private SandboxHost sandbox = null!;
    private InProcessTestCluster? cluster;

    internal SandboxSide Crm { get; private set; } = null!;

    internal SandboxSide Shop { get; private set; } = null!;

    internal SyncConfiguration Configuration { get; set; } = null!;

    internal IGrainFactory Grains => cluster!.Client;

    internal IServiceProvider Services => cluster!.Silos[0].ServiceProvider;

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(new SandboxOptions
        {
            CrmPort = 0, ShopPort = 0, DataFolder = Path.Combine(folder, "sandbox"), Customers = 10, Products = 2, Quotes = 0, Orders = 0, Users = 0,
        });
        (Crm, Shop) = (new SandboxSide(sandbox.CrmAddress), new SandboxSide(sandbox.ShopAddress));
        Configuration = Configured();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Crm.Dispose();
        Shop.Dispose();
        await sandbox.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What stands between an ingest and the pairs; by default nothing.</summary>
    protected virtual IDelivery Between(IDelivery delivery) => delivery;

    protected async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.Options.ServiceId = builder.Options.ClusterId = "sync";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSyncStreams().AddGrainStorageOnSqlite(Path.Combine(folder, "grains.db"));
            silo.Services
                .AddSingleton(Configuration)
                .AddSqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")))
                .AddConnectors(Configuration)
                .AddSyncGrains()
                .AddSingleton<IDelivery>(services => Between(ActivatorUtilities.CreateInstance<Delivery>(services)))
                .AddSingleton<ILifecycleParticipant<ISiloLifecycle>, DrainAtStop>();
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
        foreach (var pairing in Configuration.Pairings)
            await Grains.GetGrain<IPairingGrain>(pairing.Name).StartAsync();
        foreach (var ingest in Configuration.Ingests())
            await Grains.GetGrain<IIngestGrain>(ingest.ToString()).StartAsync();
    }

    protected async Task StopAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
        cluster = null;
    }

    /// <summary>Waits until as many customers are linked as there are.</summary>
    protected Task InStepAsync() => Eventually.TrueAsync(async () =>
    {
        var rows = await Services.GetRequiredService<IPairStore>().ListAsync(new PairQuery("customer", Limit: 1000), CancellationToken.None);
        var crm = (await Crm.ListAsync("customers")).Count;
        return rows.Rows.Count == crm && rows.Rows.All(r => r.Status == PairStatus.InSync)
            ? null
            : $"{rows.Rows.Count} rows of {crm}: {string.Join(", ", rows.Rows.GroupBy(r => r.Status).Select(g => $"{g.Count()} {g.Key.Name()}"))}";
    });

    /// <summary>A customer's id on each side.</summary>
    internal async Task<PerSide<string>> SomeoneAsync()
    {
        var rows = await Services.GetRequiredService<IPairStore>().ListAsync(new PairQuery("customer", Limit: 1), CancellationToken.None);
        return rows.Rows[0].ExternalIds.Select(id => id!);
    }

    private SyncConfiguration Configured()
    {
        using var text = ConfigurationLoader.OpenDefault();
        var yaml = text.ReadToEnd()
            .Replace("http://127.0.0.1:7101", sandbox.CrmAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:7102", sandbox.ShopAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        using var reader = new StringReader(yaml);
        return ConfigurationLoader.Load(reader, "sync.yaml", _ => null).ShouldBeOfType<LoadResult.Loaded>().Configuration;
    }
}
