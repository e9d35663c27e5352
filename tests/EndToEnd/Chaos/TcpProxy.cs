using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>Stands before a port of 127.0.0.1, so that its connections can be reset under those who use them.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly int target;
    private readonly ConcurrentDictionary<Socket, byte> open = [];
    private readonly Task accepting;

    public TcpProxy(IPAddress address, int target)
    {
        this.target = target;
        listener = new TcpListener(address, 0);
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>Ends every connection as a network does that forgot about it.</summary>
    public void ResetAll()
    {
        foreach (var socket in open.Keys)
        {
            socket.LingerState = new LingerOption(true, 0);
            Close(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        ResetAll();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await listener.AcceptSocketAsync());
    }

    private async Task ServeAsync(Socket caller)
    {
        using var side = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        caller.NoDelay = true;
        open.TryAdd(caller, 0);
        try
        {
            await side.ConnectAsync(IPAddress.Loopback, target);
            open.TryAdd(side, 0);
            await Task.WhenAny(PumpAsync(caller, side), PumpAsync(side, caller));
        }
        catch (SocketException)
        {
            // Nobody is there: neither is this.
        }
        finally
        {
            Close(caller);
            Close(side);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var read and > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
        }
    }

    private void Close(Socket socket)
    {
        open.TryRemove(socket, out _);
        socket.Dispose();
    }
}
