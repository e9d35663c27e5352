using System.Net;
using Grpc.Core;
using Grpc.Health.V1;

namespace Sync.Silo.Tests;

public sealed class UnreachableDatabaseTests : ApiTest
{
    private protected override Task<ApiHost> StartAsync() => ApiHost.StartAsync(UnreachableStore.Make());

    [Fact]
    public async Task Every_call_answers_unavailable()
    {
        using var watch = Host.Api.WatchActivity(new V1.WatchActivityRequest { Last = 1 }, cancellationToken: Guard);
        Func<Task>[] calls =
        [
            async () => await Host.Api.GetStatusAsync(new V1.GetStatusRequest()),
            async () => await Host.Api.GetPairAsync(new V1.GetPairRequest { PairId = Sample.Id("customer", 1).Value }),
            async () => await Host.Api.ListPairsAsync(new V1.ListPairsRequest()),
            () => watch.ResponseStream.MoveNext(Guard),
        ];

        foreach (var call in calls)
        {
            (await Should.ThrowAsync<RpcException>(call)).Status.ShouldBe(
                new Status(StatusCode.Unavailable, "The database cannot be reached: no route to host"));
        }
    }

    [Fact]
    public async Task An_instruction_answers_that_nothing_is_known_of_it()
    {
        var request = new V1.ReplayRequest { PairId = Sample.Id("customer", 1).Value, By = "Eve" };

        var cutOff = await Should.ThrowAsync<RpcException>(async () => await Host.Api.ReplayAsync(request));

        cutOff.Status.ShouldBe(new Status(StatusCode.Unavailable, "Whether it was done is not known, call again: The pair failed: no route to host"));
    }

    [Fact]
    public async Task The_silo_is_alive_and_not_ready()
    {
        var health = await new Health.HealthClient(Host.Channel).CheckAsync(new HealthCheckRequest());

        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        (await Host.Web.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Host.Web.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task The_status_page_is_told_why()
    {
        var answer = await Host.Web.GetAsync("/api/status");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"error":"The database cannot be reached: no route to host"}""");
    }
}
