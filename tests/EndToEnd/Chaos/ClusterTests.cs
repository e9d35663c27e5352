using Sync.Sandbox;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>A cluster in good order.</summary>
[Collection(nameof(Alone))]
public sealed class ClusterTests
{
    private static readonly SandboxOptions Some = new() { Customers = 60, Products = 60, Quotes = 10, Orders = 20, Users = 6 };

    [Fact]
    public async Task Three_silos_share_the_work_and_each_answers_for_all()
    {
        await using var world = await ClusterWorld.StartAsync(Some);

        for (var silo = 0; silo < ClusterWorld.Silos; silo++)
        {
            var status = (await world.StatusAsync(silo)).ShouldNotBeNull();
            status.Pairings.ShouldAllBe(p => p.Live && p.Failure == "");
            status.Ingests.ShouldAllBe(i => i.Phase == "live");
        }

        await Eventually.IsAsync((true, 8, 5), async () =>
        {
            var silos = await world.SilosAsync();
            return (silos.Sum(silo => silo.Pairs) > 0, silos.Sum(silo => silo.Ingests), silos.Sum(silo => silo.Pairings));
        });
        (await world.SqlAsync("select count(*) from OrleansMembershipTable where Status = 3")).ShouldBe(3L);
    }
}
