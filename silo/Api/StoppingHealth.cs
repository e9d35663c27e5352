using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sync.Silo.Api;

/// <summary>Not ready from the moment the silo was told to stop.</summary>
internal sealed class StoppingHealth(IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("This silo is shutting down.")
            : HealthCheckResult.Healthy());
}
