using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sync.Webhooks;

namespace Sync.Connectors.Tests.Webhooks;

/// <summary>The webhook endpoint over real HTTP, with an inbox in memory and ingests that only note they were told.</summary>
internal sealed class WebhookBench : IAsyncDisposable
{
    public const string Secret = "s3cret";
    private readonly WebApplication app;
    private readonly HttpClient client = new();

    /// <summary>The crm sends webhooks, the shop does not.</summary>
    private WebhookBench()
    {
        var crm = Configured.Side(new Uri("http://127.0.0.1:9"));
        var configuration = Configured.Both(
            crm with { Webhooks = new WebhookConfiguration { Secret = new Secret("env:S", Secret) } }, shop: crm);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton<IWebhookInbox>(Inbox).AddSingleton(Grains.Telling(Told));
        builder.Services.AddConnectors(configuration).AddWebhooks(configuration, crm.Address);
        app = builder.Build();
        app.MapWebhooks();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    public MemoryInbox Inbox { get; } = new();

    /// <summary>The ingests told to look, by key.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    public Uri Address => new(app.Urls.Single());

    public static async Task<WebhookBench> StartAsync()
    {
        var bench = new WebhookBench();
        await bench.app.StartAsync();
        return bench;
    }

    /// <summary>Posts as an honest side would, except for what is given.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string body, string side = "crm", string? timestamp = null, string? signature = null)
    {
        timestamp ??= Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        signature ??= Sign(Secret, timestamp, body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"webhooks/{side}"));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("X-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Signature", signature);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static string Sign(string secret, string timestamp, string body) => "sha256=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }
}

/// <summary>An inbox in memory.</summary>
internal sealed class MemoryInbox : IWebhookInbox
{
    public ConcurrentQueue<(Side Side, WebhookHint Hint)> Hints { get; } = [];

    private readonly TaskCompletionSource<(Side Side, WebhookHint Hint)> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first hint that comes.</summary>
    public Task<(Side Side, WebhookHint Hint)> First => first.Task;

    public Exception? Fails { get; set; }

    public Task PutAsync(Side side, IReadOnlyList<WebhookHint> hints, CancellationToken cancellation)
    {
        if (Fails is { } failure)
            return Task.FromException(failure);
        foreach (var hint in hints)
        {
            Hints.Enqueue((side, hint));
            first.TrySetResult((side, hint));
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredHint>> TakeAsync(Side side, string kind, long after, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task RemoveAsync(Side side, string kind, IReadOnlyList<StoredHint> hints, CancellationToken cancellation) =>
        throw new NotSupportedException();
}

/// <summary>A grain factory whose ingests note their key when told to look into the inbox.</summary>
public class Grains : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> answer = null!;

    internal static IGrainFactory Telling(ConcurrentQueue<string> told) => Of<IGrainFactory>((method, arguments) =>
    {
        method.GetGenericArguments().ShouldBe([typeof(IIngestGrain)]);
        var key = (string)arguments[0]!;
        return Of<IIngestGrain>((call, _) =>
        {
            call.Name.ShouldBe(nameof(IIngestGrain.InboxAsync));
            told.Enqueue(key);
            return Task.CompletedTask;
        });
    });

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => answer(targetMethod!, args ?? []);

    private static T Of<T>(Func<MethodInfo, object?[], object?> answer)
    {
        var proxy = Create<T, Grains>();
        ((Grains)(object)proxy!).answer = answer;
        return proxy;
    }
}
