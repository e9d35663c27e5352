using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Sync.Configuration;
using Sync.Connectors;
using Sync.Grains;
using Sync.Silo.Hosting;
using Sync.Silo.Storage;

namespace Sync.Benchmarks;

/// <summary>The engine as it is shipped, without API and pages, on a folder of its own.</summary>
internal sealed class EngineSilo : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly StorageEngine storage;

    private EngineSilo(WebApplication app, StorageEngine storage) => (this.app, this.storage) = (app, storage);

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => app.Services;

    public IPairStore Store => app.Services.GetRequiredService<IPairStore>();

    /// <param name="storage">Where; migrated, and disposed with it.</param>
    /// <param name="configuration">What to keep in step.</param>
    /// <param name="connectors">Sides in this process; <see langword="null"/>: over HTTP, as configured.</param>
    public static async Task<EngineSilo> StartAsync(StorageEngine storage, SyncConfiguration configuration, PerSide<IConnector>? connectors)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddSingleton(configuration).AddSingleton(TimeProvider.System);
        storage.AddPairStore(builder.Services, new());
        if (connectors is null)
            builder.Services.AddConnectors(configuration);
        else
            builder.Services.AddSingleton(connectors);
        builder.AddSyncSilo(new SiloPlan(configuration, "benchmark", storage, Ports.Choose(new SiloOptions { Http = 0, Grpc = 0 }), WithSandbox: false));
        builder.Services.AddHostedService<KeepAlive>();
        var app = builder.Build();
        await app.StartAsync();
        return new EngineSilo(app, storage);
    }

    /// <summary>Whether every row is in step and nothing is under way.</summary>
    public async Task<bool> IsInStepAsync(SyncConfiguration configuration, long pairs)
    {
        var counts = await Store.CountAsync(CancellationToken.None);
        if (counts.Any(c => c.Status != PairStatus.InSync) || counts.Sum(c => c.Count) != pairs)
            return false;
        foreach (var ingest in configuration.Ingests())
        {
            if (await Grains.GetGrain<IIngestGrain>(ingest.ToString()).GetStatusAsync() is { Window: > 0 } or { Phase: not "live" })
                return false;
        }

        return true;
    }

    /// <summary>Changes taken from the feeds since the silo started.</summary>
    public async Task<long> ChangesAsync(SyncConfiguration configuration)
    {
        var changes = 0L;
        foreach (var ingest in configuration.Ingests())
            changes += (await Grains.GetGrain<IIngestGrain>(ingest.ToString()).GetStatusAsync()).Changes;
        return changes;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await storage.DisposeAsync();
    }

    /// <summary>The customer pairing of the default configuration, on these addresses.</summary>
    public static SyncConfiguration Customers(Uri? crm = null, Uri? shop = null)
    {
        using var text = ConfigurationLoader.OpenDefault();
        var yaml = text.ReadToEnd()
            .Replace("http://127.0.0.1:7101", crm?.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:1", StringComparison.Ordinal)
            .Replace("http://127.0.0.1:7102", shop?.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:1", StringComparison.Ordinal);
        using var reader = new StringReader(yaml);
        var loaded = (LoadResult.Loaded)ConfigurationLoader.Load(reader, "benchmark.yaml", _ => null);
        return loaded.Configuration with { Pairings = [loaded.Configuration.Pairing("customer")] };
    }
}
