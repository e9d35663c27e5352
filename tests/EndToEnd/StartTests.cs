using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>How the silo starts, or says why not.</summary>
public sealed class StartTests : World
{
    [Fact]
    public async Task A_wrong_configuration_does_not_start_and_every_mistake_is_listed_with_its_line()
    {
        await File.WriteAllTextAsync(ConfigurationFile, "sides:\n  crm:\n    adress: http://127.0.0.1\n  shop: 7\npairings: {}\n");

        await StartSiloAsync();

        (await Silo.EndAsync()).ShouldBe(2, Silo.Output);
        await Eventually.TrueAsync(() => Task.FromResult(Silo.Output.Contains("not started", StringComparison.Ordinal) ? null : Silo.Output));
        Silo.Output.ShouldContain("sync.yaml:3:");
        Silo.Output.ShouldContain("sync.yaml:4:");
    }

    [Fact]
    public async Task A_second_silo_on_the_same_data_refuses_and_the_first_goes_on()
    {
        await StartSiloInStepAsync();

        await using var second = SiloProcess.Start(ConfigurationFile, Data);

        (await second.EndAsync()).ShouldBe(3, second.Output);
        await Eventually.TrueAsync(() => Task.FromResult(second.Output.Contains(Data, StringComparison.Ordinal) ? null : second.Output));
        Silo.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task A_side_that_is_down_at_the_start_is_waited_for()
    {
        var port = FreePort();
        WriteConfiguration(Crm.Address, new Uri($"http://127.0.0.1:{port}/"));
        await StartSiloAsync();
        await Silo.SaidAsync(new Regex("shop at .* fails; waiting for it"));

        var folder = Directory.CreateTempSubdirectory("sync-late-").FullName;
        await using (await SandboxHost.StartAsync(Options with { CrmPort = 0, ShopPort = port, DataFolder = folder }))
        {
            await Silo.SaidAsync(new Regex("shop answers again"));
            await Silo.InStepAsync();
        }

        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
