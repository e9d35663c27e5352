using System.Net;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;
using Sync.Grains;
using Sync.Silo.Cluster;
using Sync.Silo.Storage.Postgres;

namespace Sync.Silo.Hosting;

/// <summary>The silo of Orleans: alone or one of a cluster, memory streams, grain storage beside the pairs. Settings as measured.</summary>
internal static class OrleansSetup
{
    public static void AddSyncSilo(this WebApplicationBuilder builder, SiloPlan plan) => builder.UseOrleans(silo =>
    {
        if (plan.Storage is PostgresEngine shared)
            silo.JoinCluster(shared.ConnectionString, plan.Place, plan.Ports);
        else
            silo.StandAlone(plan.Ports.Silo);
        silo.AddSyncStreams();
        plan.Storage.AddGrainStorage(silo);
        silo.Services.AddSyncGrains();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, DrainAtStop>();
    });

    private static void StandAlone(this ISiloBuilder silo, int port)
    {
        silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port), "sync", "sync");
        silo.Configure<EndpointOptions>(endpoints => endpoints.GatewayPort = 0);
    }

    /// <summary>
    /// Memory streams that carry live changes. Implicit subscriptions only, or each stream would cost a rendezvous grain; a short
    /// poll for latency; a small cache, which has no back-pressure of its own.
    /// </summary>
    public static ISiloBuilder AddSyncStreams(this ISiloBuilder silo) => silo.AddMemoryStreams(GrainServices.StreamProvider, streams =>
    {
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigureCache(cache => cache.Configure(c => c.MaxAddCount = 1000));
        streams.ConfigureCacheEviction(eviction => eviction.Configure(e =>
        {
            e.DataMinTimeInCache = TimeSpan.FromSeconds(10);
            e.DataMaxAgeInCache = TimeSpan.FromSeconds(20);
            e.MetadataMinTimeInCache = TimeSpan.FromSeconds(30);
        }));
        streams.ConfigurePullingAgent(agent => agent.Configure(a =>
        {
            a.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(20);
            a.StreamInactivityPeriod = TimeSpan.FromMinutes(1);
            a.MaxEventDeliveryTime = TimeSpan.FromSeconds(5);
        }));
    });
}
