using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sync.Connectors;

namespace Sync.Silo.Cluster;

/// <summary>Ready while the silo is known to be a member of its cluster, and so may write.</summary>
internal sealed class MembershipHealth(ISendGate gate) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.MaySend
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("This silo cannot prove that it is a member of its cluster."));
}
