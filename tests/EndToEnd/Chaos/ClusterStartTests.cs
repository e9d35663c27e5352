using System.Net;
using System.Text.RegularExpressions;
using Sync.Configuration;
using Sync.Silo.Hosting;
using Sync.Storage.Tests.Postgres;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>How a silo of a cluster starts, stands and refuses. Its sides are not there, which is no hindrance.</summary>
[Collection(nameof(Alone))]
public sealed partial class ClusterStartTests : IAsyncLifetime
{
    private const string Secret = "hunter2";
    private readonly string folder = Directory.CreateTempSubdirectory("sync-start-").FullName;
    private readonly List<SiloProcess> silos = [];
    private PostgresServer database = null!;
    private string connection = "";

    public async Task InitializeAsync()
    {
        database = await PostgresServer.StartAsync();
        connection = await database.CreateDatabaseAsync() + $";Password={Secret}";
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in silos)
            await silo.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task It_waits_for_the_database_is_ready_while_that_answers_and_tells_no_secret()
    {
        await database.StopAsync();
        var silo = Start("sync.yaml");
        await silo.SaidAsync(Waiting());

        await database.ResumeAsync();
        var page = new Uri((await silo.SaidAsync(Listening())).Groups[1].Value);
        await HealthIsAsync(page, live: HttpStatusCode.OK, ready: HttpStatusCode.OK);
        await database.StopAsync("QUIT");
        await HealthIsAsync(page, live: HttpStatusCode.OK, ready: HttpStatusCode.ServiceUnavailable);
        await database.ResumeAsync();
        await HealthIsAsync(page, live: HttpStatusCode.OK, ready: HttpStatusCode.OK);

        (await silo.StopAsync()).ShouldBe(0);
        silo.Output.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task A_silo_that_is_told_to_stop_while_it_joins_ends_in_good_order()
    {
        // Somebody that does not answer is a member, so that joining takes a while.
        var first = Start("sync.yaml");
        await first.ListeningAsync();
        await first.SignalAsync("STOP");
        var silo = Start("sync.yaml");
        await Eventually.TrueAsync(async () => await JoiningAsync() ? null : "no silo is joining");

        (await silo.StopAsync()).ShouldBe(0, silo.Output);
    }

    [Fact]
    public async Task A_silo_with_the_file_of_an_earlier_mapping_revision_stops_and_does_not_come_back_until_it_has_the_later_one()
    {
        var old = Start("old.yaml");
        await old.ListeningAsync();

        var later = Start("later.yaml", text => text.Replace(
            "crm: notes, shop: note }", "crm: notes, shop: note, convert: trim }", StringComparison.Ordinal));
        await later.ListeningAsync();

        (await old.EndAsync()).ShouldBe(3, later.Output);
        var again = Start("old.yaml");
        (await again.EndAsync()).ShouldBe(2);
        again.Output.ShouldContain("earlier mapping revision");
        later.HasExited.ShouldBeFalse();
        (await later.StopAsync()).ShouldBe(0);

        // With nobody left to undo, going back is allowed.
        await Start("old.yaml").ListeningAsync();
    }

    [Fact]
    public async Task A_silo_that_is_declared_dead_ends_at_once_also_as_the_first_process_of_a_container()
    {
        // Whose first process the kernel protects from its own SIGKILL. Where no such place can be made, the silo stands in none.
        string[] inside = ["unshare", "--pid", "--fork", "--kill-child"];
        await using var can = SiloProcess.Launch([.. inside, "true"]);
        var silo = Start("sync.yaml", inside: await can.EndAsync() == 0 ? inside : []);
        await silo.ListeningAsync();

        // As another silo would.
        await PostgresServer.ExecuteAsync(
            connection, "UPDATE OrleansMembershipTable SET Status = 6; UPDATE OrleansMembershipVersionTable SET Version = Version + 1");

        (await silo.EndAsync()).ShouldBe(137);
        silo.Output.ShouldContain("this silo ends at once");
    }

    private SiloProcess Start(string file, Func<string, string>? change = null, params string[] inside)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            using var text = ConfigurationLoader.OpenDefault();
            File.WriteAllText(path, (change ?? (same => same))(text.ReadToEnd().Replace(":7101", ":1", StringComparison.Ordinal).Replace(":7102", ":1", StringComparison.Ordinal)));
        }

        var silo = SiloProcess.Launch([.. inside, "dotnet", typeof(SiloPlan).Assembly.Location, "--config", path, "--database", connection, "--http", "0", "--grpc", "0"]);
        silos.Add(silo);
        return silo;
    }

    private async Task<bool> JoiningAsync() =>
        await PostgresServer.ExecuteAsync(connection, "SELECT EXISTS (SELECT FROM OrleansMembershipTable WHERE Status = 2)") is true;

    private static async Task HealthIsAsync(Uri page, HttpStatusCode live, HttpStatusCode ready)
    {
        using var http = new HttpClient { BaseAddress = page };
        await Eventually.IsAsync(ready, async () => (await http.GetAsync("health/ready")).StatusCode);
        (await http.GetAsync("health/live")).StatusCode.ShouldBe(live);
    }

    [GeneratedRegex("waiting for the database")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"listening: status page (\S+),")]
    private static partial Regex Listening();
}
