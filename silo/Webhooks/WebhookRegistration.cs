using System.Net.Http.Json;
using Sync.Connectors;

namespace Sync.Webhooks;

/// <summary>
/// At start-up tells every side whose configuration asks for it where to send its webhooks; tries again until it is told. A side
/// that stays away costs nothing but latency: its feed brings the same changes.
/// </summary>
internal sealed partial class WebhookRegistration(
    SyncConfiguration configuration, Uri ownAddress, IServiceProvider services, TimeProvider time, ILogger<WebhookRegistration> log)
    : BackgroundService
{
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private const long MaxAnswerBytes = 1 << 20;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        from side in Sides.Both
        let webhooks = configuration.Sides[side].Webhooks
        where webhooks is { Register: true }
        select RegisterAsync(side, webhooks, stoppingToken));

    private async Task RegisterAsync(Side side, WebhookConfiguration webhooks, CancellationToken stopping)
    {
        var client = services.GetRequiredKeyedService<SideClient>(side);
        var url = new Uri(ownAddress, $"webhooks/{side.Name()}").AbsoluteUri;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var request = client.Request(HttpMethod.Post, webhooks.RegisterPath.TrimStart('/'));
            request.Content = JsonContent.Create(new { url, secret = webhooks.Secret.Reveal() });
            var answer = await client.SendAsync(request, MaxAnswerBytes, TimeSpan.Zero, stopping);
            if (answer is Answer.Received { IsSuccess: true })
            {
                Registered(side.Name(), url);
                return;
            }

            NotRegistered(side.Name(), url, answer.AsFailure().Reason, pause.TotalSeconds);
            await Task.Delay(pause, time, stopping);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Side}: webhooks will come to {Url}")]
    private partial void Registered(string side, string url);

    [LoggerMessage(LogLevel.Warning, "{Side}: webhooks to {Url} are not registered yet, trying again in {Seconds} s: {Reason}")]
    private partial void NotRegistered(string side, string url, string reason, double seconds);
}
