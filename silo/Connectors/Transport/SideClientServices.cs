using System.Net;
using System.Text;

namespace Sync.Connectors;

/// <summary>
/// Registers the HTTP client of one side. From the outside in: retries of reads, the circuit and the turn (so that every attempt
/// has its own), the time of one attempt, its body, the send gate, the connection.
/// </summary>
internal static class SideClientServices
{
    /// <summary>The longest time to connect, counted as not sent; longer than that the attempt's own time would end it as lost.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Of a side's turns and rate, requests for which nobody waits get one in this many, so that a person's edit stands behind no
    /// more than those, however long a backfill or a sweep is.
    /// </summary>
    private const int BackgroundShare = 2;

    public static void AddSideClient(this IServiceCollection services, Side side, SideConfiguration configuration)
    {
        services.AddKeyedSingleton(side, (provider, _) => ActivatorUtilities.CreateInstance<SideCircuit>(provider, side));
        services.AddKeyedSingleton<ISideCircuit>(side, (provider, _) => provider.GetRequiredKeyedService<SideCircuit>(side));
        var few = configuration.Limits with
        {
            Concurrency = Math.Max(1, configuration.Limits.Concurrency / BackgroundShare), PerSecond = Math.Max(1, configuration.Limits.PerSecond / BackgroundShare),
        };
        services.AddKeyedSingleton(side, (provider, _) => new SideTurns(configuration.Limits, provider.GetRequiredService<ISideShare>(), Time(provider)));
        services.AddKeyedSingleton(Background(side), (provider, _) => new SideTurns(few, provider.GetRequiredService<ISideShare>(), Time(provider)));
        services.AddKeyedSingleton(side, (provider, _) => new SideClient(
            side, configuration.Address, provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name(side)), Time(provider)));

        var http = services.AddHttpClient(Name(side), client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            configuration.Auth.Apply(client.DefaultRequestHeaders);
        });
        http.RemoveAllLoggers().SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        http.AddResilienceHandler("retry", (pipeline, context) => ReadRetry.Add(pipeline, Time(context.ServiceProvider)));
        http.AddHttpMessageHandler(provider => new TurnHandler(
            provider.GetRequiredKeyedService<SideCircuit>(side), provider.GetRequiredKeyedService<SideTurns>(side),
            provider.GetRequiredKeyedService<SideTurns>(Background(side)), Time(provider)));
        http.AddResilienceHandler("attempt", (pipeline, context) =>
            AttemptTimeout.Add(pipeline, configuration.Limits.Timeout, Time(context.ServiceProvider)));
        http.AddHttpMessageHandler(() => new BodyHandler());
        http.AddHttpMessageHandler(provider => new SendGateHandler(provider.GetRequiredService<ISendGate>()));
        http.ConfigurePrimaryHttpMessageHandler(() => Connections(configuration));
    }

    private static string Background(Side side) => $"{side.Name()} background";

    private static string Name(Side side) => $"sync-{side.Name()}";

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    /// <summary>Connections for all requests at once and a long poll of every kind beside them.</summary>
    private static SocketsHttpHandler Connections(SideConfiguration configuration) => new()
    {
        MaxConnectionsPerServer = configuration.Limits.Concurrency + configuration.Kinds.Count,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = configuration.Limits.Timeout / 2 < ConnectTimeout ? configuration.Limits.Timeout / 2 : ConnectTimeout,
        UseProxy = !configuration.Address.IsLoopback,
        UseCookies = false,
        AllowAutoRedirect = false, // A redirected POST becomes a GET, whose 200 would look like a write done.
        AutomaticDecompression = DecompressionMethods.All,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    };
}
