using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Sync.Silo.Hosting;

/// <summary>
/// Where a silo listens and is reached, from what was written: an IP address, or a name that resolves to one of this machine, as a
/// container's host name does.
/// </summary>
internal static class OwnAddress
{
    private const string Loopback = "localhost";

    /// <exception cref="FormatException">It is neither, or an address at which nobody can be reached.</exception>
    public static IPAddress Read(string name, string value)
    {
        if (IPAddress.TryParse(value, out var address))
            return !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
                ? address
                : throw new FormatException($"{name} must be an address that other silos reach, not '{value}'");
        return Choose(name, value, Resolve(name, value), [.. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(own => own.Address)]);
    }

    /// <summary>
    /// The first that this machine has, IPv4 before IPv6. Many a machine's own name leads to its loopback, where no other machine
    /// reaches it; only who says localhost means that.
    /// </summary>
    /// <param name="name">The option.</param>
    /// <param name="host">The host name it has.</param>
    /// <param name="resolved">What that stands for.</param>
    /// <param name="own">What this machine has.</param>
    public static IPAddress Choose(string name, string host, IReadOnlyList<IPAddress> resolved, IReadOnlyCollection<IPAddress> own) =>
        resolved.OrderBy(address => address.AddressFamily is AddressFamily.InterNetwork ? 0 : 1)
            .FirstOrDefault(address => IPAddress.IsLoopback(address) ? host == Loopback : own.Contains(address))
        ?? throw new FormatException(
            $"{name} must be an IP address or a host name of this machine that other silos reach, not '{host}', which leads to "
            + $"{string.Join(", ", resolved)}. Its own addresses are {string.Join(", ", own.Where(address => !IPAddress.IsLoopback(address)))}");

    private static IPAddress[] Resolve(string name, string host)
    {
        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            throw new FormatException(
                $"{name} must be an IP address or a host name of this machine, not '{host}', which does not resolve ({unknown.Message})");
        }
    }
}
