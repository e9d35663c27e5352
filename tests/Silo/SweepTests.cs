using System.Text.Json;
using Grpc.Core;

namespace Sync.Silo.Tests;

/// <summary>Sweeps over the API and the command line; the grain is stood in for.</summary>
public sealed class SweepTests : ApiTest
{
    private static readonly SweepReport Found = new()
    {
        Id = "1",
        By = "Eve",
        StartedAt = Sample.Now,
        FinishedAt = Sample.Now,
        Phase = SweepPhase.Done,
        Rows = 3,
        Compared = 3,
        CrmListed = 2,
        ShopListed = 3,
        Divergent = 1,
        CrmUnlisted = 1,
        Counts = [new DivergenceCount(Side.Shop, DivergenceReason.MissedEdit, 1)],
        Examples = [new Divergence(Side.Shop, "17", DivergenceReason.MissedEdit, "customer/1", "name; version b, known was a")],
    };

    [Fact]
    public async Task A_sweep_tells_what_it_found_until_it_is_over()
    {
        Live();
        using var call = Host.Api.Sweep(new V1.SweepRequest { Pairing = "customer", By = "Eve" });
        (await NextAsync(call)).Phase.ShouldBe(V1.SweepPhase.Listing);
        Host.Grains.Sweep = Found;

        var told = await NextAsync(call);

        (told.Phase, told.Divergent, told.Incomplete, told.CrmUnlisted).ShouldBe((V1.SweepPhase.Done, 1, true, 1));
        told.Examples.ShouldHaveSingleItem().Text.ShouldBe("name; version b, known was a");
        told.Counts.ShouldHaveSingleItem().Reason.ShouldBe(V1.DivergenceReason.MissedEdit);
        (await call.ResponseStream.MoveNext(Guard)).ShouldBeFalse();
        (await Host.Api.GetSweepAsync(new V1.GetSweepRequest { Pairing = "customer" })).ShouldBe(told);
    }

    [Fact]
    public async Task What_cannot_be_swept_or_was_not_says_so()
    {
        var asked = new V1.GetSweepRequest { Pairing = "customer" };
        var none = await Should.ThrowAsync<RpcException>(async () => await Host.Api.GetSweepAsync(asked));
        var idle = await Should.ThrowAsync<RpcException>(async () => await Host.Api.CancelSweepAsync(new V1.CancelSweepRequest { Pairing = "customer", By = "Eve" }));
        var notLive = await Should.ThrowAsync<RpcException>(() => Host.Api.Sweep(new V1.SweepRequest { Pairing = "customer", By = "Eve" }).ResponseStream.MoveNext(Guard));

        none.Status.ShouldBe(new Status(StatusCode.NotFound, "There was no sweep of customer yet."));
        idle.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, "No sweep of customer is under way."));
        notLive.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task The_last_report_is_printed_as_a_table_or_as_json()
    {
        Host.Grains.Sweep = Found;

        var table = await Cli.RunAsync(Host.GrpcAddress, "sweep", "customer", "--report");
        var json = await Cli.RunAsync(Host.GrpcAddress, "sweep", "customer", "--report", "--json");

        table.ExitCode.ShouldBe(0, table.Error);
        table.Output.ShouldContain("1 divergent");
        table.Output.ShouldContain("incomplete: the CRM's listing was cut short");
        table.Output.ShouldContain("missed-edit");
        table.Output.ShouldContain("name; version b, known was a");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("examples")[0].GetProperty("externalId").GetString().ShouldBe("17");
    }

    [Fact]
    public async Task Status_tells_the_last_sweep_without_its_examples()
    {
        Live();
        Host.Grains.Sweep = Found;

        var told = (await Host.Api.GetStatusAsync(new V1.GetStatusRequest())).Pairings.Single(pairing => pairing.Pairing == "customer").Sweep;

        (told.Divergent, told.Incomplete, told.Examples.Count).ShouldBe((1, true, 0));
    }

    private void Live() => Host.Grains.Stands(new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 0, DeletionsPaused: false));

    private async Task<V1.SweepReport> NextAsync(AsyncServerStreamingCall<V1.SweepReport> call)
    {
        var next = call.ResponseStream.MoveNext(Guard);
        await Host.PassTimeUntilAsync(next);
        (await next).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
