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
            var asked = silo;
            // An ingest is placed anew when silos have come, and begins again.
            await Eventually.TrueAsync(async () => (await world.StatusAsync(asked)).ShouldNotBeNull() is var status
                && status.Pairings.All(p => p.Live && p.Failure == "") && status.Ingests.All(i => i.Phase == "live") ? null : $"{status.Pairings} {status.Ingests}");
        }

        var customer = World.Text((await world.Crm.ListAsync("customers"))[0], "id");
        var edits = 0;
        await Eventually.IsAsync((true, 8, 5), async () =>
        {
            // A pair that somebody edits is in memory.
            await world.Crm.PatchAsync("customers", customer, "phone", $"+41 44 {++edits}");
            var silos = await world.SilosAsync();
            return (silos.Sum(silo => silo.Pairs) > 0, silos.Sum(silo => silo.Ingests), silos.Sum(silo => silo.Pairings));
        });
        (await world.SqlAsync("select count(*) from OrleansMembershipTable where Status = 3")).ShouldBe(3L);
    }
}
