using Orleans.Runtime;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>Registers the embedded pair store.</summary>
internal static class SqlitePairStoreServices
{
    /// <summary>One store behind all its contracts, started and stopped with the silo.</summary>
    public static IServiceCollection AddSqlitePairStore(this IServiceCollection services, SqlitePairStoreOptions options) =>
        services.AddSingleton(new SqlitePairStore(options))
        .AddSingleton<IPairStore>(Store)
        .AddSingleton<IWebhookInbox>(Store)
        .AddSingleton<IActivityFeed>(Store)
        .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(Store);

    private static SqlitePairStore Store(IServiceProvider services) => services.GetRequiredService<SqlitePairStore>();
}
