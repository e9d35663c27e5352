using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Sync.Sandbox.Faults;
using Sync.Sandbox.Seed;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;
using Sync.Sandbox.Webhooks;

namespace Sync.Sandbox.Http;

/// <summary>One side, running: its database, its writer, its webhooks and its listener.</summary>
internal sealed class SideHost : IAsyncDisposable
{
    private const int LogCapacity = 200_000;
    private const long LongestBodyBytes = 1024 * 1024;

    private readonly Stack<Func<ValueTask>> _closing = new();

    public Uri Address { get; private set; } = null!;

    public static async Task<SideHost> StartAsync(
        Side side, int port, SandboxOptions options, Func<IReadOnlyList<SeedRecord>> seed, CancellationToken cancellation)
    {
        var host = new SideHost();
        try
        {
            await host.OpenAsync(side, port, options, seed, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_closing.TryPop(out var close)) await close();
    }

    private async Task OpenAsync(
        Side side, int port, SandboxOptions options, Func<IReadOnlyList<SeedRecord>> seed, CancellationToken cancellation)
    {
        var database = SideDatabase.Open(side, options.DataFolder);
        Closing(database.Dispose);
        var writer = new Writer(database);
        _closing.Push(writer.DisposeAsync);
        await SeedWriting.FillAsync(writer, seed);

        var faults = new FaultBench();
        var webhooks = new WebhookRegister(database, writer);
        var sender = new WebhookSender(side, webhooks, faults, options.Clock);
        _closing.Push(sender.DisposeAsync);
        var signal = new ChangeSignal();
        writer.Committed += signal.Wake;
        writer.Committed += sender.Send;

        var reader = new RecordReader(database);
        var log = new RequestLog(LogCapacity);
        var app = Build(options.Listen, port);
        _closing.Push(app.DisposeAsync);
        var server = new SideServer(
            side,
            new RecordEndpoints(side, reader, writer, faults, options.Clock),
            new PageEndpoints(database, reader, writer, signal, faults, options.Clock),
            new ControlEndpoints(side, writer, faults, log, webhooks, options.Clock),
            faults, log, options.Clock, IPAddress.IsLoopback(options.Listen), app.Lifetime.ApplicationStopping);
        app.Run(server.HandleAsync);
        await app.StartAsync(cancellation);
        _closing.Push(async () => await app.StopAsync(CancellationToken.None));
        Address = AddressOf(app);
    }

    private void Closing(Action close) => _closing.Push(() =>
    {
        close();
        return ValueTask.CompletedTask;
    });

    private static WebApplication Build(IPAddress listen, int port)
    {
        // Nothing of the embedding process leaks in: no arguments, no appsettings.json, no ASPNETCORE_URLS.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestBodyBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        return builder.Build();
    }

    private static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.Single());
    }

    /// <summary>Leaves signals to the process: a test or a silo that embeds a side must not lose its own SIGTERM.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
