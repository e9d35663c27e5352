using System.Collections.Concurrent;
using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Sync.Silo.Api;
using Sync.Silo.StatusPage;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Sqlite;
using Sync.Silo.Telemetry;
using Trace = System.Diagnostics.Activity;

namespace Sync.Silo.Tests;

/// <summary>API and status page on Kestrel, over the real SQLite store, with grains that are told what to answer.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly GrpcChannel channel;
    private readonly WebApplication app;

    private ApiHost(WebApplication app, SqlitePairStore store, FakeTimeProvider clock, GrainsStandIn grains, Traces traces, string folder)
    {
        this.app = app;
        this.folder = folder;
        (Store, Clock, Grains, Traced) = (store, clock, grains, traces);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        GrpcAddress = addresses[0];
        channel = GrpcChannel.ForAddress(GrpcAddress);
        Api = new V1.SyncService.SyncServiceClient(channel);
        WebAddress = addresses[1];
        Web = new HttpClient { BaseAddress = new Uri(WebAddress) };
    }

    public SqlitePairStore Store { get; }

    public FakeTimeProvider Clock { get; }

    public GrainsStandIn Grains { get; }

    /// <summary>The spans that would have been exported.</summary>
    public Traces Traced { get; }

    public string GrpcAddress { get; }

    public string WebAddress { get; }

    public GrpcChannel Channel => channel;

    public V1.SyncService.SyncServiceClient Api { get; }

    public HttpClient Web { get; }

    /// <param name="serve">The store that is served; by default the real one.</param>
    /// <param name="activityKept">How much activity the real one keeps.</param>
    /// <param name="configuration">What is kept in step; by default the small sample.</param>
    /// <param name="file">Where that was read, if anywhere.</param>
    public static async Task<ApiHost> StartAsync(
        IPairStore? serve = null, int activityKept = 1_000, SyncConfiguration? configuration = null, string? file = null)
    {
        var folder = Directory.CreateTempSubdirectory("sync-api-").FullName;
        var store = new SqlitePairStore(new SqlitePairStoreOptions(Path.Combine(folder, "pairs.db")) { Activity = new ActivityRetention { Most = activityKept } });
        await store.StartAsync(default);
        var clock = new FakeTimeProvider(Sample.Now);
        var grains = new GrainsStandIn { Store = serve ?? store };
        var traces = new Traces();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services
            .AddSingleton(configuration ?? Sample.Configuration)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(grains.Factory)
            .AddSingleton(serve ?? store)
            .AddSingleton<IActivityFeed>(store)
            .AddSingleton(PairWithoutHost.Away)
            .AddSyncApi(file)
            .AddSyncTelemetry(builder.Configuration)
            .ConfigureOpenTelemetryTracerProvider((_, tracing) => tracing.AddProcessor(traces));
        var app = builder.Build();
        app.MapSyncApi();
        app.MapStatusPage();
        await app.StartAsync();
        return new ApiHost(app, store, clock, grains, traces, folder);
    }

    /// <summary>Lets the host's clock go on for as long as something waits for it.</summary>
    public async Task PassTimeUntilAsync(Task done)
    {
        while (await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)) != done)
            Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Lets streams end as a drained silo does.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Web.Dispose();
        channel.Dispose();
        await app.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Keeps spans instead of exporting them.</summary>
    internal sealed class Traces : BaseProcessor<Trace>
    {
        private readonly ConcurrentQueue<(int Port, string Path)> spans = [];

        /// <summary>The paths asked at an address; other tests' hosts trace in the same process.</summary>
        public IEnumerable<string> PathsAt(params string[] addresses) =>
            spans.Where(s => addresses.Any(a => new Uri(a).Port == s.Port)).Select(s => s.Path);

        public override void OnEnd(Trace data)
        {
            if (data.Kind == System.Diagnostics.ActivityKind.Server)
            {
                spans.Enqueue((
                    Convert.ToInt32(data.GetTagItem("server.port"), System.Globalization.CultureInfo.InvariantCulture),
                    data.GetTagItem("url.path") as string ?? data.DisplayName));
            }
        }
    }
}
