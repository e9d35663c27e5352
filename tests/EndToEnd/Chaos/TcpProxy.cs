using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sync.EndToEnd.Tests.Chaos;

/// <summary>Stands before a port of this machine, so that its connections can be reset under those who use them.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly IPEndPoint target;
    private readonly ConcurrentDictionary<Socket, byte> open = [];
    private readonly Task accepting;

    public TcpProxy(IPAddress address, IPEndPoint target)
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
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It has just ended by itself.
            }

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
            await side.ConnectAsync(target);
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
