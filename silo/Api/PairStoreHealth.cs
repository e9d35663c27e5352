using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sync.Silo.Api;

/// <summary>Ready once the pair store answers.</summary>
internal sealed class PairStoreHealth(IPairStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await store.LastActivityAsync(pair: null, before: null, limit: 1, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
