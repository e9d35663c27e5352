using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sync.Grains;

/// <summary>Registers what the grains of a silo share.</summary>
public static class GrainServices
{
    /// <summary>The stream provider that carries live changes.</summary>
    public const string StreamProvider = Delivery.Provider;

    /// <summary>
    /// Needs a <see cref="SyncConfiguration"/>, an <see cref="IPairStore"/>, <c>PerSide&lt;IConnector&gt;</c>, a default grain
    /// storage and a stream provider named <see cref="StreamProvider"/>; an <see cref="IWebhookInbox"/> if there is one.
    /// </summary>
    public static IServiceCollection AddSyncGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<Drain>()
            .AddSingleton<Arrivals>()
            .AddSingleton<PairOutages>()
            .AddSingleton<PairContexts>()
            .AddSingleton<IPairingGate, PairingGate>()
            .AddSingleton<IAcknowledgements, Acknowledgements>()
            .AddSingleton<IDelivery, Delivery>();
    }
}
