using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Sync.Sandbox.Tests;

/// <summary>A sandbox of its own for every test, on free ports and in a folder that goes away with it.</summary>
public abstract class Playground : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}");
    private SandboxHost _host = null!;

    /// <summary>The CRM.</summary>
    protected HttpClient Crm { get; private set; } = null!;

    /// <summary>The shop.</summary>
    protected HttpClient Shop { get; private set; } = null!;

    /// <summary>Most tests start empty and say what they need.</summary>
    protected virtual SandboxOptions Options => new() { Seed = false };

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stops it and starts it again on the same data.</summary>
    protected async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    protected static async Task<JsonNode> CreateAsync(HttpClient side, string kind, string json)
    {
        var answer = await SendAsync(side, HttpMethod.Post, kind, json);
        answer.Status.ShouldBe(201, answer.Text);
        return answer.Json;
    }

    protected static async Task<JsonNode> GetAsync(HttpClient side, string path)
    {
        var answer = await SendAsync(side, HttpMethod.Get, path);
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Json;
    }

    protected static async Task PutFaultsAsync(HttpClient side, string json) =>
        (await SendAsync(side, HttpMethod.Put, "_faults", json)).Status.ShouldBe(200);

    /// <summary>Ids as text in the order of the page.</summary>
    protected static string[] IdsOf(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!["id"]!.ToString())];

    internal static async Task<Reply> SendAsync(
        HttpClient side, HttpMethod method, string path, string? json = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await side.SendAsync(request);
        return new Reply(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.Tag,
            response.Headers.Contains("Idempotency-Replayed"), response.Headers.RetryAfter?.Delta);
    }

    private async Task StartAsync()
    {
        _host = await SandboxHost.StartAsync(Options with { CrmPort = 0, ShopPort = 0, DataFolder = _folder });
        Crm = new HttpClient { BaseAddress = _host.CrmAddress };
        Shop = new HttpClient { BaseAddress = _host.ShopAddress };
    }

    private async Task StopAsync()
    {
        Crm.Dispose();
        Shop.Dispose();
        await _host.DisposeAsync();
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(int Status, string Text, string? ETag, bool Replayed, TimeSpan? RetryAfter)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
}
