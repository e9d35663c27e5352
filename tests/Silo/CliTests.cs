using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Sync.Silo.Tests;

public sealed class CliTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task Status_is_a_table_for_people()
    {
        Host.Grains.Stands(new IngestStatus(Side.Shop, "order", "scanning", 1500, 3, null, null, "401 from the shop", 900));

        var ended = await Cli.RunAsync(Host.GrpcAddress, "status");

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Lines.ShouldContain(line => line.StartsWith("shop") && line.Contains("order") && line.Contains("scanning") && line.Contains("1,500"));
        ended.Lines.ShouldContain("shop order: 401 from the shop");
    }

    [Fact]
    public async Task Status_is_one_line_of_json_for_scripts()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "status", "--json");

        ended.ExitCode.ShouldBe(0);
        using var status = JsonDocument.Parse(ended.Lines.Single());
        status.RootElement.GetProperty("ingests").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task A_pair_found_by_its_record_shows_values_versions_provenance_and_trace()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Retrying, "17", "4", Sample.Busy(Id, "17", "4")), "'Ada' to 'Ada L.'");

        var ended = await Cli.RunAsync(Host.GrpcAddress, "pair", "get", "--side", "shop", "--kind", "customer", "--id", "4");

        ended.ExitCode.ShouldBe(0);
        foreach (var told in new[] { Id.Value, "retrying", "Ada L.", "v3", "crm, first agreement", Sample.TraceId })
            ended.Output.ShouldContain(told);
    }

    [Fact]
    public async Task What_a_side_stores_cannot_steer_the_terminal()
    {
        var row = Sample.Row(Id, PairStatus.InSync);
        await Host.AddAsync(row, "evil \u001b[2J text\nsecond line");

        var ended = await Cli.RunAsync(Host.GrpcAddress, "pair", "get", Id.Value);

        ended.Output.ShouldNotContain('\u001b');
        ended.Output.ShouldContain("""evil \u001b[2J text\nsecond line""");
    }

    [Fact]
    public async Task Pairs_into_a_pipe_are_one_line_each()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Retrying, "17", "4"));
        await Host.AddAsync(Sample.Row(Sample.Id("customer", 2), PairStatus.InSync, "18", "5"));

        var ended = await Cli.RunAsync(Host.GrpcAddress, "pairs", "--status", "retrying");

        ended.ExitCode.ShouldBe(0);
        ended.Lines.Length.ShouldBe(2);
        ended.Lines[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[..4].ShouldBe([Id.Value, "retrying", "17", "4"]);
        ended.Lines[1].ShouldContain("503 from the CRM");
    }

    [Fact]
    public async Task All_pairs_as_json_are_one_object_a_line_and_a_limit_says_that_there_are_more()
    {
        for (var n = 1; n <= 3; n++)
            await Host.AddAsync(Sample.Row(Sample.Id("customer", n), PairStatus.InSync));

        var all = await Cli.RunAsync(Host.GrpcAddress, "pairs", "--all", "--json");
        var two = await Cli.RunAsync(Host.GrpcAddress, "pairs", "--limit", "2", "--json");

        all.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString())
            .ShouldBe(Enumerable.Range(1, 3).Select(n => Sample.Id("customer", n).Value));
        all.Error.ShouldBeEmpty();
        two.Lines.Length.ShouldBe(2);
        two.Error.ShouldContain("There are more");
    }

    [Fact]
    public async Task A_watch_prints_what_happens_as_it_happens()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.InSync), "a");
        using var watch = Cli.Start(Host.GrpcAddress, "watch", "--json", "--last", "1");
        try
        {
            Text(await watch.StandardOutput.ReadLineAsync(Guard)).ShouldBe("a");
            await Host.AddAsync(Sample.Row(Sample.Id("customer", 2), PairStatus.InSync), "b");
            Text(await watch.StandardOutput.ReadLineAsync(Guard)).ShouldBe("b");
        }
        finally
        {
            watch.Kill();
        }

        static string? Text(string? line) => JsonDocument.Parse(line!).RootElement.GetProperty("text").GetString();
    }

    [Fact]
    public async Task What_is_not_there_ends_with_1()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "pair", "get", Id.Value);

        (ended.ExitCode, ended.Output, ended.Error).ShouldBe((1, "", $"There is no pair '{Id}'.\n"));
    }

    [Fact]
    public async Task An_argument_the_api_refuses_ends_with_2_and_says_what_is_allowed()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "pairs", "--pairing", "nope");

        (ended.ExitCode, ended.Output, ended.Error).ShouldBe(
            (2, "", "pairing: there is no pairing 'nope'; allowed are customer, order, quote-order\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("pairs --status bogus")]
    [InlineData("pairs --limit many")]
    [InlineData("pair get")]
    [InlineData("pair get --side shop")]
    [InlineData("watch --last 1 --after 2")]
    [InlineData("status --timeout soon")]
    [InlineData("status --timeout 0")]
    [InlineData("status --address ftp://127.0.0.1")]
    [InlineData("status --address 127.0.0.1:7105")]
    public async Task A_wrong_command_line_ends_with_2_and_asks_nobody(string arguments)
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        (ended.ExitCode, ended.Output).ShouldBe((2, ""));
        ended.Error.ShouldEndWith("'sync --help' tells more.\n");
    }

    [Fact]
    public async Task Where_nothing_listens_it_ends_with_3_and_says_what_to_do()
    {
        var address = $"http://127.0.0.1:{FreePort()}";

        var ended = await Cli.RunAsync(address, "status");

        (ended.ExitCode, ended.Output).ShouldBe((3, ""));
        ended.Error.ShouldStartWith($"Nothing answers at {address}: Connection refused.");
    }

    [Fact]
    public async Task A_host_alone_is_asked_at_the_port_of_the_API() =>
        (await Cli.RunAsync("nowhere.invalid", "status")).Error.ShouldStartWith("Nothing answers at http://nowhere.invalid:7105: ");

    [Fact]
    public async Task On_the_web_port_it_says_that_this_is_not_the_api()
    {
        var ended = await Cli.RunAsync(Host.Web.BaseAddress!.ToString(), "status");

        ended.ExitCode.ShouldNotBe(0);
        ended.Error.ShouldContain("does not speak gRPC");
    }

    [Fact]
    public async Task Help_tells_examples_and_exit_codes()
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, "pair", "get", "--help");

        ended.ExitCode.ShouldBe(0);
        ended.Lines.ShouldContain("  sync pair get --side shop --kind customer --id 17");
        ended.Lines.ShouldContain("  3    Sync does not answer, or its database does not");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
