using Grpc.Core;

namespace Sync.Silo.Tests;

public sealed class ForgottenActivityTests : ApiTest
{
    private protected override Task<ApiHost> StartAsync() => ApiHost.StartAsync(activityKept: 10);

    [Fact]
    public async Task A_token_whose_successors_are_no_longer_kept_is_out_of_range()
    {
        for (var n = 1; n <= 100; n++)
            await Host.AddAsync(Sample.Row(Sample.Id("customer", n), PairStatus.InSync), "something");
        using var watch = Host.Api.WatchActivity(new V1.WatchActivityRequest { After = "5" }, cancellationToken: Guard);

        (await Should.ThrowAsync<RpcException>(() => watch.ResponseStream.MoveNext(Guard))).StatusCode.ShouldBe(StatusCode.OutOfRange);
    }
}
