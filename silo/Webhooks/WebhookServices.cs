using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sync.Webhooks;

/// <summary>Registers and maps the receiving of webhooks.</summary>
public static class WebhookServices
{
    /// <summary>Needs the connectors, an <see cref="IWebhookInbox"/> and the grain factory beside it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Whose sides send webhooks.</param>
    /// <param name="ownAddress">Where the sides reach this silo, or the cluster.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, SyncConfiguration configuration, Uri ownAddress)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebhookReceiver>(provider, configuration));
        return services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<WebhookRegistration>(provider, configuration, ownAddress));
    }

    /// <summary>Maps <c>POST /webhooks/{side}</c>.</summary>
    public static IEndpointConventionBuilder MapWebhooks(this IEndpointRouteBuilder app) => app.MapPost(
        "/webhooks/{side}",
        (string side, HttpRequest request, WebhookReceiver receiver, CancellationToken cancellation) =>
            receiver.ReceiveAsync(side, request, cancellation));
}
