using System.Text.Json.Nodes;
using Sync.EndToEnd.Tests;

namespace Sync.Grains.Tests;

public sealed class DrainTests : GrainWorld
{
    [Fact]
    public async Task A_silo_that_has_stopped_writes_no_more_and_the_next_one_goes_on()
    {
        await InStepAsync();
        var someone = await SomeoneAsync();
        await Task.WhenAll((await Crm.ListAsync("customers")).Select(c => Crm.PatchAsync("customers", $"{c["id"]}", "company", "Drained Ltd")));

        await StopAsync();
        var writes = (await Shop.WritesAsync()).Count;
        await Crm.PatchAsync("customers", someone.Crm, "company", "After the stop");
        (await Shop.WritesAsync()).Count.ShouldBe(writes);
        await StartAsync();

        await Eventually.TrueAsync(async () =>
        {
            var behind = (await Shop.ListAsync("customers")).Where(c => IsBehind(c, someone.Shop)).ToList();
            return behind.Count == 0 ? null : $"{behind.Count} are behind";
        });
    }

    private static bool IsBehind(JsonObject customer, string last) =>
        $"{customer["company"]}" != ($"{customer["id"]}" == last ? "After the stop" : "Drained Ltd");
}
