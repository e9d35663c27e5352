using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sync.Connectors;

/// <summary>Registers the connectors of both sides.</summary>
public static class ConnectorServices
{
    /// <summary>
    /// Registers <c>PerSide&lt;IConnector&gt;</c> and <c>PerSide&lt;ISideCircuit&gt;</c>, with one named HTTP client a side. An
    /// <see cref="ISendGate"/>, an <see cref="ISideShare"/> and a <see cref="TimeProvider"/> registered before are used.
    /// </summary>
    /// <exception cref="NotSupportedException">A side names a connector that does not exist.</exception>
    public static IServiceCollection AddConnectors(this IServiceCollection services, SyncConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISendGate, OpenSendGate>();
        services.TryAddSingleton<ISideShare, WholeShare>();
        // Failures carry their reasons to whoever asked, and the circuit logs what concerns the side.
        services.AddLogging(logging => logging.AddFilter("Polly", LogLevel.None));
        foreach (var side in Sides.Both)
            services.AddConnector(side, configuration.Sides[side]);
        return services.AddSingleton(OfBoth<IConnector>).AddSingleton(OfBoth<ISideCircuit>);
    }

    private static void AddConnector(this IServiceCollection services, Side side, SideConfiguration configuration)
    {
        if (configuration.Connector != "http")
            throw new NotSupportedException($"Side {side.Name()} names the connector '{configuration.Connector}'; there is only 'http'.");
        services.AddSideClient(side, configuration);
        services.AddKeyedSingleton<IConnector>(side, (provider, _) => new HttpConnector(
            side, configuration, provider.GetRequiredKeyedService<SideClient>(side), provider.GetRequiredKeyedService<ISideCircuit>(side)));
    }

    private static PerSide<T> OfBoth<T>(IServiceProvider provider)
        where T : class =>
        new(provider.GetRequiredKeyedService<T>(Side.Crm), provider.GetRequiredKeyedService<T>(Side.Shop));
}
