namespace Sync.Silo.Tests;

public sealed class GetStatusTests : ApiTest
{
    [Fact]
    public async Task An_ingest_tells_its_phase_its_window_and_how_long_its_oldest_change_waits()
    {
        Host.Grains.Stands(new IngestStatus(Side.Shop, "order", "live", 150, 3, Sample.Now, "c-17", "401 from the shop", 900));
        Host.Clock.Advance(TimeSpan.FromSeconds(2.5));

        var status = await Host.Api.GetStatusAsync(new V1.GetStatusRequest());

        status.UptimeSeconds.ShouldBe(2.5);
        status.Ingests.Single(i => i is { Side: V1.Side.Shop, Kind: "order" }).ShouldBe(new V1.IngestStatus
        {
            Side = V1.Side.Shop,
            Kind = "order",
            Phase = "live",
            Scanned = 150,
            Window = 3,
            LagSeconds = 2.5,
            Checkpoint = "c-17",
            Failure = "401 from the shop",
            Changes = 900,
        });
    }

    [Fact]
    public async Task Each_side_and_kind_is_told_once_however_many_pairings_use_it()
    {
        var status = await Host.Api.GetStatusAsync(new V1.GetStatusRequest());

        status.Ingests.Select(i => $"{i.Side}/{i.Kind}").ShouldBe(
            ["Crm/customer", "Crm/order", "Crm/quote", "Shop/customer", "Shop/order"]);
    }

    [Fact]
    public async Task A_pairing_tells_its_pairs_by_status()
    {
        Host.Grains.Stands(new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 7, DeletionsPaused: true));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 1), PairStatus.InSync));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 2), PairStatus.InSync));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 3), PairStatus.Parked));
        await Host.AddAsync(Sample.Row(Sample.Id("order", 4), PairStatus.Conflict));

        var status = await Host.Api.GetStatusAsync(new V1.GetStatusRequest());

        status.Pairings.Select(p => p.Pairing).ShouldBe(["customer", "order", "quote-order"]);
        var customer = status.Pairings[0];
        customer.Counts.OrderBy(c => c.Status).Select(c => (c.Status, c.Count)).ShouldBe(
            [(V1.PairStatus.InSync, 2L), (V1.PairStatus.Parked, 1L)]);
        (customer.Live, customer.DeletionsGranted, customer.DeletionsPaused, customer.Failure).ShouldBe((true, 7, true, ""));
    }

    [Theory]
    [InlineData(null, "mapping revision 2")]
    [InlineData(5, null)]
    public async Task A_pairing_tells_the_resync_that_is_under_way(int? endedAfterSeconds, string? told)
    {
        var resync = new ResyncProgress
        {
            Id = "7", By = "mapping revision 2", StartedAt = Sample.Now, Total = 40, Done = 3,
            FinishedAt = endedAfterSeconds is { } seconds ? Sample.Now.AddSeconds(seconds) : null,
        };
        Host.Grains.Stands(new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 0, DeletionsPaused: false, Resync: resync));

        (await Host.Api.GetStatusAsync(new V1.GetStatusRequest())).Pairings[0].Resync?.By.ShouldBe(told);
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_is_told_and_hides_nothing_else()
    {
        Host.Grains.Stands(new IngestStatus(Side.Crm, "customer", "scanning", 5, 0, null, null, null, 5));

        var status = await Host.Api.GetStatusAsync(new V1.GetStatusRequest());

        status.Ingests[0].Phase.ShouldBe("scanning");
        (status.Ingests[1].Phase, status.Ingests[1].Failure).ShouldBe(("unknown", "does not answer: nobody home"));
        status.Pairings[0].Failure.ShouldBe("does not answer: nobody home");
    }
}
