using Microsoft.Extensions.DependencyInjection.Extensions;
using Sync.Configuration;
using Sync.Silo.Storage;

namespace Sync.Silo.Api;

/// <summary>Puts the API into a host.</summary>
internal static class SyncApiSetup
{
    /// <summary>Checks with this tag decide whether the silo is ready.</summary>
    public const string Ready = "ready";

    /// <summary>A database that hangs is as good as away.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Adds the API and what the status page shares with it. The host has the <see cref="IPairStore"/>, the grain factory, the
    /// <see cref="SyncConfiguration"/> and the <see cref="TimeProvider"/>; an <see cref="IActivityFeed"/> if it can.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="configurationFile">Where the configuration was read; <see langword="null"/>: it is the embedded default.</param>
    /// <param name="changes">What pairings read otherwise than when a silo ran last on this data.</param>
    public static IServiceCollection AddSyncApi(
        this IServiceCollection services, string? configurationFile, IReadOnlyList<MappingChange>? changes = null)
    {
        services.TryAddSingleton<IActivityFeed, PolledActivityFeed>();
        services.AddSingleton(host => host.GetRequiredService<SyncConfiguration>().ToV1(configurationFile, changes ?? []));
        services.AddSingleton<StatusReader>().AddSingleton<SiloReader>().AddSingleton<ActivityReader>().AddSingleton<SyncApi>();
        services.AddSingleton<Instructor>().AddSingleton<RunFollower>().AddSingleton<Resyncs>().AddSingleton<Sweeps>();
        services.AddSingleton<Explainer>().AddSingleton<Undos>().AddSingleton<Links>().AddSingleton<Candidates>();
        services.AddGrpc(options => options.Interceptors.Add<FailureInterceptor>());
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(options =>
        {
            options.Services.Map("", check => check.Tags.Contains(Ready));
            options.Services.Map(V1.SyncService.Descriptor.FullName, check => check.Tags.Contains(Ready));
        }).AddCheck<PairStoreHealth>("pair-store", failureStatus: null, [Ready], AnswerWithin).AddCheck<StoppingHealth>("stopping", tags: [Ready]);
        return services;
    }

    /// <summary>
    /// Maps service, reflection and the standard health service, and starts the clock of the uptime. They need an HTTP/2 endpoint,
    /// so an endpoint that takes HTTP/1.1 only does not serve them.
    /// </summary>
    public static void MapSyncApi(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<StatusReader>();
        app.MapGrpcService<SyncApi>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
    }
}
