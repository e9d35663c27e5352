using Npgsql;
using Orleans.Runtime;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Registers the pair store of a cluster.</summary>
internal static class PostgresPairStoreServices
{
    /// <summary>One store behind all its contracts, started and stopped with the silo; fenced where there is an <see cref="ICommitFence"/>.</summary>
    public static IServiceCollection AddPostgresPairStore(
        this IServiceCollection services, NpgsqlDataSource database, PostgresPairStoreOptions options) =>
        services.AddSingleton(host => new PostgresPairStore(
            database, options, host.GetService<ICommitFence>(), host.GetService<TimeProvider>() ?? TimeProvider.System))
        .AddSingleton<IPairStore>(Store)
        .AddSingleton<IWebhookInbox>(Store)
        .AddSingleton<IActivityFeed>(Store)
        .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(Store);

    private static PostgresPairStore Store(IServiceProvider services) => services.GetRequiredService<PostgresPairStore>();
}
