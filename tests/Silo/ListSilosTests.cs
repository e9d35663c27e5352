using System.Net;
using Grpc.Core;
using Orleans.Runtime;

namespace Sync.Silo.Tests;

public sealed class ListSilosTests : ApiTest
{
    [Fact]
    public async Task Silos_come_the_longest_running_first_with_what_each_has()
    {
        Host.Grains.Silos = [Silo(100, SiloStatus.Active, age: 1), Silo(300, SiloStatus.Active, age: 3), Silo(200, SiloStatus.ShuttingDown, age: 2)];

        var silos = (await Host.Api.ListSilosAsync(new V1.ListSilosRequest())).Silos;

        silos.Select(s => (s.Address, s.Name, s.State, s.Pairs, s.Ingests, s.Pairings, s.Failure)).ShouldBe(
        [
            ("127.0.0.1:300", "silo 300", V1.SiloState.Active, 300, 2, 0, ""),
            ("127.0.0.1:200", "silo 200", V1.SiloState.Stopping, 200, 2, 0, ""),
            ("127.0.0.1:100", "silo 100", V1.SiloState.Active, 100, 2, 0, ""),
        ]);
        silos[0].StartedAt.ToDateTimeOffset().ShouldBe(Sample.Now.AddHours(-3));
    }

    [Fact]
    public async Task Silos_that_are_gone_are_left_out()
    {
        Host.Grains.Silos = [Silo(100, SiloStatus.Active), Silo(200, SiloStatus.Dead)];

        (await Host.Api.ListSilosAsync(new V1.ListSilosRequest())).Silos.Single().Pairs.ShouldBe(100);
    }

    [Fact]
    public async Task A_silo_that_does_not_answer_is_told_and_hides_no_other()
    {
        Host.Grains.Silos = [Silo(100, SiloStatus.Active), Silo(0, SiloStatus.Active)];

        var silos = (await Host.Api.ListSilosAsync(new V1.ListSilosRequest())).Silos;

        silos.Select(s => s.Failure).ShouldBe(["does not answer: nobody home", ""]);
        silos[1].Pairs.ShouldBe(100);
    }

    [Fact]
    public async Task Members_that_nobody_knows_are_unavailable()
    {
        var refused = await Should.ThrowAsync<RpcException>(Host.Api.ListSilosAsync(new V1.ListSilosRequest()).ResponseAsync);

        (refused.StatusCode, refused.Status.Detail).ShouldBe(
            (StatusCode.Unavailable, "The members of the cluster cannot be read: does not answer: nobody home"));
    }

    [Fact]
    public async Task People_see_the_share_of_each()
    {
        Host.Grains.Silos = [Silo(100, SiloStatus.Active, age: 3), Silo(300, SiloStatus.Active, age: 2), Silo(0, SiloStatus.Active)];

        var ended = await Cli.RunAsync(Host.GrpcAddress, "silos");

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Lines[1].ShouldMatch(@"^127\.0\.0\.1:100 .* active .* 100 \(25 %\) +2 \(50 %\) +0 \(0 %\)");
        ended.Lines[2].ShouldMatch(@"^127\.0\.0\.1:300 .* active .* 300 \(75 %\) +2 \(50 %\) +0 \(0 %\)");
        ended.Lines[4].ShouldBe("127.0.0.1:0: does not answer: nobody home");
    }

    [Fact]
    public async Task Scripts_see_one_line_of_json_and_no_answer_ends_with_3()
    {
        (await Cli.RunAsync(Host.GrpcAddress, "silos", "--json")).ExitCode.ShouldBe(3);
        Host.Grains.Silos = [Silo(100, SiloStatus.Active)];

        (await Cli.RunAsync(Host.GrpcAddress, "silos", "--json")).Lines.Single().ShouldContain("\"pairs\": 100");
    }

    private static MembershipEntry Silo(int port, SiloStatus status, int age = 1) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, port, 1),
        SiloName = $"silo {port}",
        Status = status,
        StartTime = Sample.Now.AddHours(-age).UtcDateTime,
    };
}
