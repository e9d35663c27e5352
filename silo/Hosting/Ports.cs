using System.Net;
using System.Net.Sockets;

namespace Sync.Silo.Hosting;

/// <summary>Where one silo listens.</summary>
/// <param name="Address">For all of them.</param>
/// <param name="Http">Status page, health, webhooks.</param>
/// <param name="Grpc">The API.</param>
/// <param name="Silo">Orleans among silos.</param>
/// <param name="Gateway">Clients of Orleans; 0: none.</param>
internal sealed record Ports(IPAddress Address, int Http, int Grpc, int Silo, int Gateway)
{
    /// <exception cref="IOException">A port asked for is taken; told before anything is started.</exception>
    public static Ports Choose(SiloOptions options)
    {
        // All are held until the last is chosen, so that no two are the same.
        var held = new List<TcpListener>();
        try
        {
            int Port(int port, string option) => Take(held, options.Address, port, option);
            return new Ports(
                options.Address, Port(options.Http, "--http"), Port(options.Grpc, "--grpc"), Port(options.Silo, "--silo"),
                options.Gateway == 0 ? 0 : Port(options.Gateway, "--gateway"));
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    private static int Take(List<TcpListener> held, IPAddress address, int port, string option)
    {
        var listener = new TcpListener(address, port);
        held.Add(listener);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            throw new IOException(
                $"port {port} of {address} cannot be used ({taken.Message}); stop what listens there, or choose another by {option} or --address", taken);
        }

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
