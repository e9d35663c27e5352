using System.Net;
using System.Net.Sockets;

namespace Sync.Silo.Hosting;

/// <summary>The ports of one silo, all on 127.0.0.1.</summary>
/// <param name="Http">Status page, health, webhooks.</param>
/// <param name="Grpc">The API.</param>
/// <param name="Silo">Orleans among silos; free, because one embedded silo is nobody's neighbour.</param>
internal sealed record Ports(int Http, int Grpc, int Silo)
{
    /// <exception cref="IOException">A port asked for is taken; told before anything is started.</exception>
    public static Ports Choose(SiloOptions options)
    {
        // All are held until the last is chosen, so that no two are the same.
        var held = new List<TcpListener>();
        try
        {
            return new Ports(Take(held, options.Http, "--http"), Take(held, options.Grpc, "--grpc"), Take(held, 0, ""));
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    private static int Take(List<TcpListener> held, int port, string option)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        held.Add(listener);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            throw new IOException($"port {port} cannot be used ({taken.Message}); stop what listens there, or choose another by {option}", taken);
        }

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
