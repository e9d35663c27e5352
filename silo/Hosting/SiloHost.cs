using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sync.Connectors;
using Sync.Silo.Api;
using Sync.Silo.StatusPage;
using Sync.Silo.Telemetry;
using Sync.Webhooks;

namespace Sync.Silo.Hosting;

/// <summary>Puts one silo together.</summary>
internal static class SiloHost
{
    /// <summary>More than a request to a side may take, and the last flush.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    public static WebApplication Build(SiloPlan plan)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ToConsole();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(plan.Ports.Address, plan.Ports.Http, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(plan.Ports.Address, plan.Ports.Grpc, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services
            .AddSingleton(plan)
            .AddSingleton(plan.Configuration)
            .AddSingleton(plan.Storage)
            .AddSingleton(TimeProvider.System)
            .AddSyncTelemetry(builder.Configuration);

        // Hosted services stop in reverse: the sandbox, if ours, after everything that writes to it.
        if (plan.WithSandbox)
            builder.Services.AddHostedService<SandboxChild>();
        plan.Storage.AddPairStore(builder.Services, plan.Configuration.Activity);
        builder.Services.AddConnectors(plan.Configuration);
        builder.AddSyncSilo(plan);
        builder.Services
            .AddWebhooks(plan.Configuration, plan.StatusPage)
            .AddSyncApi(plan.ConfigurationFile, plan.Changes)
            .AddHostedService<KeepAlive>()
            .AddSingleton<RevisionWatch>()
            .AddHostedService(host => host.GetRequiredService<RevisionWatch>())
            .AddHostedService<SideWatch>()
            .AddHostedService<Progress>();

        var app = builder.Build();
        app.MapSyncApi();
        app.MapStatusPage();
        app.MapWebhooks();
        return app;
    }
}
