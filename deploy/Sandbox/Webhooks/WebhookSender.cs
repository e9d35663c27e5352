using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Sync.Sandbox.Faults;
using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Webhooks;

/// <summary>
/// Tells every webhook of every committed change, beside the requests and never in their way. A delivery is a hint:
/// it is tried four times and then forgotten, and a restart forgets those under way.
/// </summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 16;

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    private readonly Side _side;
    private readonly WebhookRegister _register;
    private readonly FaultBench _faults;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _atOnce = new(MostAtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private int _waiting;

    public WebhookSender(Side side, WebhookRegister register, FaultBench faults, TimeProvider clock)
    {
        (_side, _register, _faults, _clock) = (side, register, faults, clock);
        // Neither proxy nor redirect may carry a delivery off this machine.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public void Send(IReadOnlyList<RecordChange> changes)
    {
        foreach (var webhook in _register.All)
        foreach (var change in changes)
        {
            if (_faults.Happens(_faults.Settings.DropWebhookRate)) continue;
            if (Interlocked.Increment(ref _waiting) <= MostWaiting) _ = Task.Run(() => DeliverAsync(webhook, change));
            else Interlocked.Decrement(ref _waiting);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _client.Dispose();
    }

    /// <summary>The header value that proves who sent a body and when.</summary>
    public static string Sign(string secret, string timestamp, string body) => "sha256=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    private async Task DeliverAsync(Webhook webhook, RecordChange change)
    {
        try
        {
            var body = Body(change);
            for (var attempt = 0; !await TriedAsync(webhook, body) && attempt < Pauses.Length; attempt++)
                await Task.Delay(Pauses[attempt], _clock, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The sandbox stops; hints under way go with it.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<bool> TriedAsync(Webhook webhook, string body)
    {
        await _atOnce.WaitAsync(_stopping.Token);
        try
        {
            var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url);
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            request.Headers.Add("X-Timestamp", timestamp);
            request.Headers.Add("X-Signature", Sign(webhook.Secret, timestamp, body));
            using var response = await _client.SendAsync(request, _stopping.Token);
            // A receiver that knows it will never take this is not asked again.
            return response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.Gone or HttpStatusCode.BadRequest;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private string Body(RecordChange change)
    {
        var id = _side.IntegerIds ? change.Id : $"\"{change.Id}\"";
        return $$"""{"kind":"{{change.Kind}}","id":{{id}},"event":"{{change.Event.ToString().ToLowerInvariant()}}"}""";
    }
}
