using System.Globalization;
using System.Text.RegularExpressions;
using Sync.Silo.Hosting;
using static Sync.Silo.Tests.Deploy.DeployFolder;

namespace Sync.Silo.Tests.Deploy;

/// <summary>What else lies in deploy/: scripts, the unit for systemd, the collector's file.</summary>
public sealed partial class OtherFilesTests
{
    [Fact]
    public void Every_YAML_file_can_be_read()
    {
        YamlFiles().Count().ShouldBeGreaterThan(6);
        foreach (var path in YamlFiles())
            Should.NotThrow(() => new YamlDotNet.RepresentationModel.YamlStream().Load(new StringReader(File.ReadAllText(path))), path);
    }

    [Fact]
    public async Task Every_script_can_be_read()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Root, "deploy"), "*.sh"))
            (await RunAsync("bash", "-n", path)).ShouldBe((0, ""));
    }

    [Fact]
    public async Task Systemd_takes_the_unit_where_it_is_there()
    {
        var unit = Path.Combine(Directory.CreateTempSubdirectory("sync-unit-").FullName, "sync.service");
        // It looks whether the program is there.
        await File.WriteAllTextAsync(unit, Text("systemd/sync.service").Replace("/usr/bin/dotnet", Environment.ProcessPath, StringComparison.Ordinal));

        if (await RunAsync("systemd-analyze", "verify", "--man=no", unit) is { } verified)
            verified.ShouldBe((0, ""));
        Directory.Delete(Path.GetDirectoryName(unit)!, recursive: true);
    }

    [Fact]
    public void The_unit_says_what_the_silo_knows_and_leaves_it_time_to_drain()
    {
        var unit = Text("systemd/sync.service");

        Variable().Matches(unit).Select(match => match.Value).ShouldBeSubsetOf(Variables);
        int.Parse(StopTimeout().Match(unit).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThan((int)SiloHost.ShutdownTimeout.TotalSeconds);
    }

    [Fact]
    public void Silos_tell_the_collector_where_it_listens()
    {
        Text("compose.yaml").ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT: http://collector:4317\n");
        Text("collector.yaml").ShouldContain("endpoint: 0.0.0.0:4317");
    }

    [GeneratedRegex("SYNC_[A-Z_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline)]
    private static partial Regex StopTimeout();
}
