namespace Sync.EndToEnd.Tests;

/// <summary>The CRM's kinds, each taken in two parts by an ingest of its own; the shop's as a whole.</summary>
public sealed class PartitionTests : World
{
    private static readonly string[] Parts = ["0-of-2", "1-of-2"];

    [Fact]
    public async Task Records_of_all_parts_are_linked_and_stay_in_step_over_a_kill_and_a_sweep_finds_nothing()
    {
        Configure("wait={wait}\"", "wait={wait}&partition={partition}\"");
        Configure("after={after}\"", "after={after}&partition={partition}\"");
        Configure("partitions: []", $"partitions: [{string.Join(", ", Parts)}]");
        await StartSiloInStepAsync();
        var ofCustomers = (await StatusAsync()).Ingests.Where(ingest => ingest is { Side: V1.Side.Crm, Kind: "customer" }).ToList();
        ofCustomers.Select(ingest => ingest.Partition).ShouldBe(Parts);
        ofCustomers.ShouldAllBe(ingest => ingest.Scanned > 0);
        var storm = new Storm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();
        await EditAsync(storm);

        await Silo.KillAsync();
        await EditAsync(storm);
        await StartSiloAsync();

        await Eventually.TrueAsync(storm.ComplaintAsync);
        await RestsAsync();
        var report = await SweepAsync();
        (report.Divergent, report.Incomplete, report.Compared).ShouldBe((0, false, report.Rows), report.ToString());
    }

    private static async Task EditAsync(Storm storm)
    {
        for (var i = 0; i < 30; i++)
            await (i % 5 == 0 ? storm.CreateAsync() : storm.EditAsync());
    }

    private Task<V1.GetStatusResponse> StatusAsync() => ApiAsync(async api => await api.GetStatusAsync(new V1.GetStatusRequest()));

    private Task<V1.SweepReport> SweepAsync() => ApiAsync(async api =>
    {
        V1.SweepReport? last = null;
        using var call = api.Sweep(new V1.SweepRequest { Pairing = "customer", By = "Eve" });
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            last = call.ResponseStream.Current;
        return last!;
    });
}
