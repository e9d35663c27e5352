using System.Diagnostics;
using System.Net;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>
/// A network namespace for each silo, on one bridge of this machine: any of them can be cut from each other while both still reach
/// the database and the sides, which are on the bridge's own address.
/// </summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly string name = $"sy{Environment.ProcessId % 100_000}";
    private readonly int subnet = Environment.ProcessId % 250;
    private readonly int silos;

    private Network(int silos) => this.silos = silos;

    /// <summary>The address of everything that is no silo.</summary>
    public IPAddress Bridge => IPAddress.Parse($"10.{77 + (Environment.ProcessId / 250 % 100)}.{subnet}.1");

    /// <summary>Makes it; <see langword="null"/> where this machine does not let us, with the reason.</summary>
    public static async Task<(Network? Network, string Why)> TryCreateAsync(int silos)
    {
        var network = new Network(silos);
        try
        {
            await network.CreateAsync();
            return (network, "");
        }
        catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await network.DisposeAsync();
            return (null, failure.Message);
        }
    }

    public IPAddress Of(int silo)
    {
        var bytes = Bridge.GetAddressBytes();
        bytes[3] = (byte)(10 + silo);
        return new IPAddress(bytes);
    }

    /// <summary>What a silo's command begins with, to run inside.</summary>
    public string[] Inside(int silo) => ["ip", "netns", "exec", Namespace(silo)];

    /// <summary>Cuts these silos from each other, and only from each other; none heals all.</summary>
    public async Task CutAsync(params int[] cut)
    {
        for (var silo = 0; silo < silos; silo++)
            await IpAsync($"link set dev {Outer(silo)} type bridge_slave isolated {(cut.Contains(silo) ? "on" : "off")}");
    }

    public async ValueTask DisposeAsync()
    {
        for (var silo = 0; silo < silos; silo++)
            await TryAsync($"netns del {Namespace(silo)}");
        await TryAsync($"link del {name}");
    }

    private async Task CreateAsync()
    {
        await IpAsync($"link add {name} type bridge");
        await IpAsync($"addr add {Bridge}/24 dev {name}");
        await IpAsync($"link set {name} up");
        for (var silo = 0; silo < silos; silo++)
        {
            await IpAsync($"netns add {Namespace(silo)}");
            await IpAsync($"link add {Outer(silo)} type veth peer name eth0 netns {Namespace(silo)}");
            await IpAsync($"link set {Outer(silo)} master {name} up");
            await IpAsync($"-n {Namespace(silo)} addr add {Of(silo)}/24 dev eth0");
            await IpAsync($"-n {Namespace(silo)} link set eth0 up");
            await IpAsync($"-n {Namespace(silo)} link set lo up");
        }

        await CutAsync(0);
        await CutAsync();
    }

    private string Namespace(int silo) => $"{name}n{silo}";

    private string Outer(int silo) => $"{name}v{silo}";

    private static async Task TryAsync(string arguments)
    {
        try
        {
            await IpAsync(arguments);
        }
        catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
        }
    }

    private static async Task IpAsync(string arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var said = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {arguments}: {said.Trim()}");
    }
}
