using System.Net;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Sync.Connectors;
using Sync.Silo.Api;
using Sync.Silo.Hosting;
using Sync.Silo.Storage.Postgres;

namespace Sync.Silo.Cluster;

/// <summary>Makes a silo one of several on one PostgreSQL database: membership, its fence, its part of the sides' limits.</summary>
internal static class ClusterSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>
    /// Joins the cluster. A silo that died or froze is declared dead by two others (by one, where there is only one) about five
    /// seconds later: three probes missed in a row. Measured; see ARCHITECTURE.md. The longest probe bounds how long traffic seen
    /// shortly before counts as a sign of life.
    /// </summary>
    public static ISiloBuilder JoinCluster(this ISiloBuilder silo, string database, ClusterPlace place, Ports ports)
    {
        silo.KnowPods();
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, database));
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (place.Cluster, place.Service));
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = ports.Address;
            (endpoints.SiloPort, endpoints.GatewayPort) = (ports.Silo, ports.Gateway);
            endpoints.SiloListeningEndpoint = new IPEndPoint(ports.Address, ports.Silo);
            endpoints.GatewayListeningEndpoint = ports.Gateway == 0 ? null : new IPEndPoint(ports.Address, ports.Gateway);
        });
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
            membership.NumMissedProbesLimit = 3;
            membership.NumVotesForDeathDeclaration = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Services.AddHealthChecks().AddCheck<MembershipHealth>("membership", tags: [SyncApiSetup.Ready]);
        silo.Services
            .AddSingleton<IFatalErrorHandler, EndAtOnce>()
            .AddSingleton<MembershipFence>()
            .AddSingleton<ISendGate>(services => services.GetRequiredService<MembershipFence>())
            .AddSingleton<ICommitFence, CommitFence>()
            .AddSingleton<ISideShare, EvenShare>()
            .AddSingleton(new MembershipRow(database))
            .AddHostedService<ArrivalWatch>()
            .AddSingleton<ILifecycleParticipant<ISiloLifecycle>, FenceWatch>();
        return silo;
    }
}
