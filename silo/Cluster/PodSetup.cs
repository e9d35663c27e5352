using k8s;
using Orleans.Hosting;

namespace Sync.Silo.Cluster;

/// <summary>Lets a silo in a Kubernetes pod compare the members of its cluster with the pods there are.</summary>
internal static class PodSetup
{
    /// <summary>
    /// A member whose pod is gone is declared dead at once instead of after missed probes, and members are named as their pods. Only
    /// where the pod was given an account to ask with: without one the silo runs all the same. It fills in nothing that
    /// <see cref="ClusterSetup"/> sets, and it must come before it, since variables of its own would name another cluster.
    /// </summary>
    public static ISiloBuilder KnowPods(this ISiloBuilder silo) =>
        KubernetesClientConfiguration.IsInCluster() ? silo.UseKubernetesHosting() : silo;
}
