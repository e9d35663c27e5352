using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Sync.Sandbox.Tests;

/// <summary>Somebody who is told: a small server that keeps what it is sent, after refusing the first few.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly WebApplication _app;
    private int _failures;

    private WebhookReceiver(WebApplication app, int failures) => (_app, _failures) = (app, failures);

    public string Url => $"{_app.Urls.Single()}/hook";

    public static async Task<WebhookReceiver> StartAsync(int failures = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new WebhookReceiver(builder.Build(), failures);
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next delivery, refused ones too.</summary>
    public async Task<Delivery> NextAsync() => await _deliveries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>What the signature of a delivery should be, worked out anew and not with the sandbox's own code.</summary>
    public static string Expected(string secret, Delivery delivery)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        var hash = hmac.ComputeHash(Encoding.UTF8.GetBytes(delivery.Timestamp + "." + delivery.Body));
        return "sha256=" + BitConverter.ToString(hash).Replace("-", "").ToLowerInvariant();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var delivery = new Delivery(
            context.Request.Headers["X-Timestamp"].ToString(), context.Request.Headers["X-Signature"].ToString(),
            await reader.ReadToEndAsync());
        context.Response.StatusCode = Interlocked.Decrement(ref _failures) >= 0 ? 503 : 204;
        _deliveries.Writer.TryWrite(delivery);
    }
}

/// <summary>One delivery as it came in.</summary>
internal sealed record Delivery(string Timestamp, string Signature, string Body);
