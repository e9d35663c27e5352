using System.Diagnostics;
using System.Text.Json;

namespace Sync.Silo.Tests;

/// <summary>The commands that change something.</summary>
public sealed class OperatorCliTests : ApiTest
{
    private static readonly PairId Id = Sample.Id("customer", 1);

    [Fact]
    public async Task Resolving_sends_what_was_shown_and_ends_with_0()
    {
        await ConflictAsync();

        var ended = await Cli.RunAsync(Host.GrpcAddress, "resolve", Id.Value, "name", "--choose", "crm", "--yes", "--by", "Eve", "--seen-crm", "Ada L.");

        (ended.ExitCode, ended.Error).ShouldBe((0, ""));
        ended.Output.ShouldContain(Id.Value);
        var row = (await Host.Store.LastActivityAsync(Id, null, 10, default)).Select(a => a.Activity.Text);
        row.ShouldContain("Eve chose Ada L. over (empty)");
    }

    [Fact]
    public async Task Values_that_are_not_those_seen_end_with_5_and_change_nothing()
    {
        await ConflictAsync();

        var ended = await Cli.RunAsync(Host.GrpcAddress, "resolve", Id.Value, "name", "--choose", "crm", "--yes", "--seen-shop", "Ada");

        (ended.ExitCode, ended.Output, ended.Error).ShouldBe((5, "", "The value has changed: shop has '' now.\n"));
        (await Host.Store.LoadAsync(Id, default))!.RowVersion.ShouldBe(1);
    }

    [Fact]
    public async Task A_property_that_is_none_ends_with_2_and_one_without_conflict_with_5()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Retrying, "17", "4", Sample.Busy(Id, "17", "4")));

        var none = await Cli.RunAsync(Host.GrpcAddress, "resolve", Id.Value, "nmae", "--choose", "crm", "--yes");
        var calm = await Cli.RunAsync(Host.GrpcAddress, "resolve", Id.Value, "name", "--choose", "crm", "--yes");

        (none.ExitCode, none.Error).ShouldBe((2, "property: there is no 'nmae'; allowed are name, email\n"));
        (calm.ExitCode, calm.Error).ShouldBe((5, $"{Id}: no conflict waits on name.\n"));
    }

    [Fact]
    public async Task A_parked_pair_is_replayed_once_and_then_stands_still_no_more()
    {
        await Host.AddAsync(Sample.Row(Id, PairStatus.Parked, state: Sample.Stopped(Id)));

        (await Cli.RunAsync(Host.GrpcAddress, "replay", Id.Value)).ExitCode.ShouldBe(0);
        var again = await Cli.RunAsync(Host.GrpcAddress, "replay", Id.Value);

        (again.ExitCode, again.Error).ShouldBe((5, $"{Id} is retrying; only what is parked or ambiguous is replayed.\n"));
    }

    [Fact]
    public async Task Deletions_that_wait_are_agreed_to_by_number_and_what_does_not_wait_ends_with_5()
    {
        Host.Grains.Stands(new PairingStatus("customer", Live: true, CrmScanned: true, ShopScanned: true, 200, DeletionsPaused: true, DeletionsWaiting: 12));

        (await Cli.RunAsync(Host.GrpcAddress, "status")).Output.ShouldContain("paused, 12 waiting");
        (await Cli.RunAsync(Host.GrpcAddress, "deletions", "agree", "customer", "--count", "0")).ExitCode.ShouldBe(2);
        (await Cli.RunAsync(Host.GrpcAddress, "deletions", "agree", "customer", "--count", "12")).ExitCode.ShouldBe(0);
        var again = await Cli.RunAsync(Host.GrpcAddress, "deletions", "agree", "customer", "--count", "12");

        (again.ExitCode, again.Error).ShouldBe((5, "No deletion of customer waits for anybody.\n"));
    }

    [Fact]
    public async Task Creates_that_are_held_are_told_with_what_to_do_and_agreed_to_once()
    {
        Host.Grains.Stands(new PairingStatus("quote-order", Live: false, CrmScanned: true, ShopScanned: true, 0, DeletionsPaused: false, CreatesHeldSince: Sample.Now));

        (await Host.Api.GetStatusAsync(new V1.GetStatusRequest())).Pairings.Select(p => p.CreatesHeldSince?.ToDateTimeOffset()).ShouldBe([null, null, Sample.Now]);
        var status = (await Cli.RunAsync(Host.GrpcAddress, "status")).Output;
        status.ShouldContain("held");
        status.ReplaceLineEndings(" ").ShouldContain("sync creates agree quote-order");
        (await Cli.RunAsync(Host.GrpcAddress, "creates", "agree", "nothing")).ExitCode.ShouldBe(2);
        var agreed = await Cli.RunAsync(Host.GrpcAddress, "creates", "agree", "quote-order");
        var again = await Cli.RunAsync(Host.GrpcAddress, "creates", "agree", "quote-order");

        (agreed.ExitCode, agreed.Output).ShouldBe((0, "quote-order: what is missing is created from now on\n"));
        (again.ExitCode, again.Error).ShouldBe((5, "No creates of quote-order wait for anybody.\n"));
        (await Cli.RunAsync(Host.GrpcAddress, "status")).Output.ShouldNotContain("sync creates agree");
    }

    [Fact]
    public async Task All_parked_pairs_of_a_pairing_are_replayed_and_no_others()
    {
        for (var n = 1; n <= 3; n++)
            await Host.AddAsync(Sample.Row(Sample.Id("customer", n), PairStatus.Parked, state: Sample.Stopped(Sample.Id("customer", n))));
        await Host.AddAsync(Sample.Row(Sample.Id("order", 1), PairStatus.Parked, state: Sample.Stopped(Sample.Id("order", 1))));

        var ended = await Cli.RunAsync(Host.GrpcAddress, "replay", "--pairing", "customer");

        (ended.ExitCode, ended.Output, ended.Error).ShouldBe((0, "3 of 3 parked pairs replayed\n", ""));
        (await Host.Store.LoadAsync(Sample.Id("order", 1), default))!.Status.ShouldBe(PairStatus.Parked);
    }

    [Fact]
    public async Task A_resync_is_followed_to_its_end_line_by_line()
    {
        using var process = Cli.Start(Host.GrpcAddress, "resync", "customer", "--json");
        Done(await process.StandardOutput.ReadLineAsync(Guard)).ShouldBe("0");
        Host.Grains.Resync = Host.Grains.Resync! with { Done = 3, FinishedAt = Sample.Now };

        await Host.PassTimeUntilAsync(process.WaitForExitAsync(Guard));

        process.ExitCode.ShouldBe(0);
        Done(await process.StandardOutput.ReadLineAsync(Guard)).ShouldBe("3");

        static string? Done(string? line) => JsonDocument.Parse(line!).RootElement.GetProperty("done").GetString();
    }

    [Fact]
    public async Task An_interrupted_resync_says_that_it_goes_on()
    {
        using var process = Cli.Start(Host.GrpcAddress, "resync", "customer", "--json");
        await process.StandardOutput.ReadLineAsync(Guard);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(Guard);
        await process.WaitForExitAsync(Guard);

        process.ExitCode.ShouldBe(130);
        (await process.StandardError.ReadToEndAsync(Guard)).ShouldBe("The resync goes on. 'sync resync customer' joins it again, --cancel ends it.\n");
        Host.Grains.Resync!.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task A_resync_whose_silo_stops_ends_with_3_and_says_how_to_join_it_again()
    {
        using var process = Cli.Start(Host.GrpcAddress, "resync", "customer", "--json");
        await process.StandardOutput.ReadLineAsync(Guard);

        await Host.StopAsync();
        await process.WaitForExitAsync(Guard);

        process.ExitCode.ShouldBe(3);
        (await process.StandardError.ReadToEndAsync(Guard)).ShouldEndWith("The resync goes on once Sync runs again; 'sync resync customer' joins it.\n");
    }

    [Fact]
    public async Task A_resync_is_cancelled_and_what_is_not_under_way_ends_with_5()
    {
        var none = await Cli.RunAsync(Host.GrpcAddress, "resync", "customer", "--cancel");
        using (var left = Host.Api.Resync(new V1.ResyncRequest { Pairing = "customer", By = "Eve" }))
            await left.ResponseStream.MoveNext(Guard);

        var ended = await Cli.RunAsync(Host.GrpcAddress, "resync", "customer", "--cancel", "--by", "Bob");

        (none.ExitCode, none.Error).ShouldBe((5, "No resync of customer is under way.\n"));
        (ended.ExitCode, ended.Output).ShouldBe((0, "customer: 0 of 3 pairs read again, cancelled by Bob\n"));
    }

    [Theory]
    [InlineData("resolve customer/x")]
    [InlineData("resolve customer/x name")]
    [InlineData("resolve customer/x name --choose both --yes")]
    [InlineData("replay")]
    [InlineData("replay customer/x --pairing customer")]
    [InlineData("resync")]
    public async Task A_wrong_command_line_ends_with_2_and_asks_nobody(string arguments)
    {
        var ended = await Cli.RunAsync(Host.GrpcAddress, arguments.Split(' '));

        (ended.ExitCode, ended.Output).ShouldBe((2, ""));
        ended.Error.ShouldEndWith("'sync --help' tells more.\n");
    }

    [Fact]
    public async Task Nobody_is_asked_where_nobody_is()
    {
        using var process = Cli.Start(Host.GrpcAddress, true, "resolve", Id.Value, "name", "--choose", "crm");

        await process.WaitForExitAsync(Guard);

        (process.ExitCode, await process.StandardError.ReadLineAsync(Guard)).ShouldBe((2, "There is nobody to ask; --yes resolves without asking."));
    }

    private Task ConflictAsync() => Host.AddAsync(Sample.Row(Id, PairStatus.Conflict, state: Sample.Undecided(Id)));
}
