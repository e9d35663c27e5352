using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sync.Silo.StatusPage;

namespace Sync.Silo.Telemetry;

/// <summary>Puts OpenTelemetry into a host: our spans and metrics (<see cref="SyncTelemetry"/>) and those of what we stand on.</summary>
internal static class TelemetrySetup
{
    /// <summary>
    /// Traces are made whether or not they are exported, because every activity of a pair keeps the id of its trace. They are
    /// exported by OTLP when the environment names <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> (whose other variables then hold too) or the
    /// configuration an <c>otlp</c> address (gRPC). Orleans carries the trace between grains only if the host says
    /// <c>AddActivityPropagation</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>otlp</c> is not an absolute http or https address.</exception>
    public static IServiceCollection AddSyncTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var export = Export(configuration);
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("sync", serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(traces =>
            {
                // Never Microsoft.Orleans.Runtime: every empty poll of a queue would be a trace.
                traces.AddSource(SyncTelemetry.Name, Sync.Connectors.ConnectorTrace.SourceName, "Microsoft.Orleans.Application")
                    .AddAspNetCoreInstrumentation(options => options.Filter = request => !IsLookingOn(request.Request.Path))
                    .AddHttpClientInstrumentation();
                if (export is not null)
                    traces.AddOtlpExporter(export);
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(SyncTelemetry.Name, "Microsoft.Orleans")
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation();
                if (export is not null)
                    metrics.AddOtlpExporter(export);
            });
        return services;
    }

    /// <summary>Probes and the status page ask all day long; a trace of them tells nothing.</summary>
    internal static bool IsLookingOn(PathString path) =>
        StatusPageSetup.Serves(path) || path.StartsWithSegments("/grpc.health.v1.Health");

    private static Action<OpenTelemetry.Exporter.OtlpExporterOptions>? Export(IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
            return _ => { };
        if (configuration["otlp"] is not { Length: > 0 } otlp)
            return null;
        if (!Uri.TryCreate(otlp, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"'otlp' is '{otlp}'; expected an address such as http://127.0.0.1:4317.");
        return options => options.Endpoint = address;
    }
}
