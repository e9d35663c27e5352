using System.Globalization;
using System.Text.RegularExpressions;
using Sync.Silo.Hosting;
using static Sync.Silo.Tests.Deploy.DeployFolder;

namespace Sync.Silo.Tests.Deploy;

/// <summary>The image, and the containers made of it on one machine.</summary>
public sealed partial class ContainerTests
{
    private static readonly Compose File = Yaml<Compose>("compose.yaml");

    private static IEnumerable<KeyValuePair<string, Service>> Silos => File.Services.Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal));

    [Fact]
    public void The_image_is_built_from_every_project_that_is_no_test_and_restored_as_locked()
    {
        var product = SolutionProject().Matches(System.IO.File.ReadAllText(Path.Combine(Root, "Sync.sln")))
            .Select(match => match.Groups[1].Value.Replace('\\', '/')).Where(path => !path.StartsWith("tests/", StringComparison.Ordinal));

        var copied = CopiedProject().Matches(Text("Dockerfile")).ToArray();

        copied.Select(match => match.Groups["project"].Value).ShouldBe(product, ignoreOrder: true);
        copied.ShouldAllBe(match => match.Groups["lock"].Value == match.Groups["folder"].Value + "packages.lock.json");
        copied.ShouldAllBe(match => match.Groups["to"].Value == match.Groups["folder"].Value);
    }

    [Fact]
    public void The_image_is_built_by_an_SDK_of_the_feature_band_that_global_json_asks_for()
    {
        var wanted = SdkVersion().Match(System.IO.File.ReadAllText(Path.Combine(Root, "global.json"))).Value;

        SdkVersion().Match(Text("Dockerfile")).Value[..^2].ShouldBe(wanted[..^2]);
    }

    [Fact]
    public void A_silo_listens_where_its_container_is_and_is_published_on_loopback_only()
    {
        Silos.Count().ShouldBe(3);
        foreach (var (name, silo) in Silos)
        {
            silo.Hostname.ShouldBe(name);
            silo.Environment["SYNC_ADDRESS"].ShouldBe(name);
            silo.Environment.Keys.Where(IsOurs).ShouldBeSubsetOf(Variables);
            var options = Understood(silo.Environment.Where(variable => variable.Key != "SYNC_ADDRESS").ToDictionary());
            silo.Ports.Select(port => port.Split(':')[^1]).ShouldBe([Number(options.Http), Number(options.Grpc)]);
            options.Silo.ShouldNotBe(0);
        }

        var published = File.Services.Values.SelectMany(service => service.Ports).ToArray();
        published.ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        published.Select(port => port.Split(':')[1]).ShouldBeUnique();
    }

    [Fact]
    public void A_silo_may_write_nowhere_and_has_time_to_drain()
    {
        foreach (var (_, silo) in Silos)
        {
            (silo.ReadOnly, silo.User).ShouldBe((true, null));
            int.Parse(silo.StopGracePeriod.TrimEnd('s'), CultureInfo.InvariantCulture).ShouldBeGreaterThan((int)SiloHost.ShutdownTimeout.TotalSeconds);
            silo.Secrets.ShouldBeSubsetOf(File.Secrets.Keys);
            silo.Environment["SYNC_DATABASE"].ShouldBe($"file:/run/secrets/{silo.Secrets.Single()}");
        }

        Text("Dockerfile").ShouldContain("USER 1654");
    }

    [Fact]
    public async Task Docker_takes_the_composition_where_it_is_there()
    {
        if (await RunAsync("docker", "compose", "version") is { Code: 0 })
            (await RunAsync("docker", "compose", "-f", "deploy/compose.yaml", "config", "--quiet")).ShouldBe((0, ""));
    }

    private static bool IsOurs(string variable) => variable.StartsWith("SYNC_", StringComparison.Ordinal);

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("""Project\("\{FAE04EC0[^"]*"\) = "[^"]*", "([^"]*\.csproj)""")]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"^COPY (?<project>(?<folder>\S*/)[^/\s]+\.csproj) (?<lock>\S+) (?<to>\S+)$", RegexOptions.Multiline)]
    private static partial Regex CopiedProject();

    [GeneratedRegex(@"\d+\.\d+\.\d{3}")]
    private static partial Regex SdkVersion();

    private sealed class Compose
    {
        public Dictionary<string, Service> Services { get; init; } = [];

        public Dictionary<string, object> Secrets { get; init; } = [];
    }

    private sealed class Service
    {
        public string? Hostname { get; init; }

        public string? User { get; init; }

        public bool ReadOnly { get; init; }

        public string StopGracePeriod { get; init; } = "10s";

        public Dictionary<string, string> Environment { get; init; } = [];

        public string[] Ports { get; init; } = [];

        public string[] Secrets { get; init; } = [];
    }
}
