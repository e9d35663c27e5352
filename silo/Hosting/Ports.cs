using System.Net;
using System.Net.Sockets;

namespace Sync.Silo.Hosting;

/// <summary>The ports of one silo, all on 127.0.0.1.</summary>
/// <param name="Http">Status page, health, webhooks.</param>
/// <param name="Grpc">The API.</param>
/// <param name="Silo">Orleans among silos; free, because one embedded silo is nobody's neighbour.</param>
internal sealed record Ports(int Http, int Grpc, int Silo)
{
    public static Ports Choose(SiloOptions options)
    {
        // All are held until the last is chosen, so that no two are the same.
        var held = new List<TcpListener>();
        try
        {
            var http = options.Http == 0 ? Free(held) : options.Http;
            var grpc = options.Grpc == 0 ? Free(held) : options.Grpc;
            return new Ports(http, grpc, Free(held));
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    private static int Free(List<TcpListener> held)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        held.Add(listener);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
