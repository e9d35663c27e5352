using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Sync.Silo.Storage;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Storage.Tests;

/// <summary>The store as part of a silo's life.</summary>
public sealed class PairStoreInSiloTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_silo_starts_one_store_behind_all_contracts_and_stops_it_with_itself()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSqlitePairStore(new(folder.File("pairs.db"))));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var services = cluster.Silos[0].ServiceProvider;
        var store = services.GetRequiredService<IPairStore>();

        (await store.CountAsync(CancellationToken.None)).ShouldBeEmpty();
        services.GetRequiredService<IWebhookInbox>().ShouldBeSameAs(store);
        services.GetRequiredService<IActivityFeed>().ShouldBeSameAs(store);

        await cluster.StopAllSilosAsync();
        (await Should.ThrowAsync<PairStoreException>(() => store.CountAsync(CancellationToken.None))).Message.ShouldContain("stopped");
    }
}
