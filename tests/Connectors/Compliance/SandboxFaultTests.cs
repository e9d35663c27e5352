using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sync.Connectors.Tests.Webhooks;
using Sync.Sandbox;

namespace Sync.Connectors.Tests.Compliance;

/// <summary>The connector while the sandbox misbehaves as it can be told to.</summary>
public sealed class SandboxFaultTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-connectors-");
    private readonly HttpClient http = new();
    private SandboxHost sandbox = null!;
    private ServiceProvider services = null!;
    private WebhookBench webhooks = null!;

    private IConnector Crm => services.GetRequiredService<PerSide<IConnector>>().Crm;

    public async Task InitializeAsync()
    {
        webhooks = await WebhookBench.StartAsync();
        sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { CrmPort = 0, ShopPort = 0, DataFolder = folder.FullName, Seed = false, Clock = webhooks.Time });
        services = new ServiceCollection().AddLogging()
            .AddConnectors(Configured.Both(Configured.Side(sandbox.CrmAddress)))
            .BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await sandbox.DisposeAsync();
        await webhooks.DisposeAsync();
        http.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_side_that_fails_a_fifth_of_the_time_keeps_its_circuit_closed()
    {
        await FaultsAsync(new { errorRate = 0.2, throttleRate = 0.1, retryAfterSeconds = 0 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => CreateAsync(i, $"key {i}")));

        outcomes.ShouldContain(outcome => outcome is WriteOutcome.Succeeded);
        outcomes.ShouldContain(outcome => outcome is WriteOutcome.Unknown);
        outcomes.OfType<WriteOutcome.Retryable>().ShouldAllBe(outcome => outcome.Failure.Reason.Contains("429"));
        services.GetRequiredService<PerSide<ISideCircuit>>().Crm.Status.State.ShouldBe(CircuitState.Closed);
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_found_again_by_its_key()
    {
        await FaultsAsync(new { timeoutAfterCommitRate = 1.0 });
        (await CreateAsync(1, "the key")).ShouldBeOfType<WriteOutcome.Unknown>();
        await FaultsAsync(new { timeoutAfterCommitRate = 0.0 });

        (await CreateAsync(1, "the key")).ShouldBeOfType<WriteOutcome.Succeeded>();

        (await Crm.ListAsync("customer", null, 10, CancellationToken.None)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_of_the_sandbox_is_believed()
    {
        var registration = new { url = new Uri(webhooks.Address, "webhooks/crm"), secret = WebhookBench.Secret };
        (await http.PostAsJsonAsync(new Uri(sandbox.CrmAddress, "_webhooks"), registration)).EnsureSuccessStatusCode();

        var created = (await CreateAsync(1, "the key")).ShouldBeOfType<WriteOutcome.Succeeded>().Record!;

        (await webhooks.Inbox.First).ShouldBe((Side.Crm, new WebhookHint("customer", created.Id)));
    }

    private async Task FaultsAsync(object faults) =>
        (await http.PutAsJsonAsync(new Uri(sandbox.CrmAddress, "_faults"), faults)).EnsureSuccessStatusCode();

    private Task<WriteOutcome> CreateAsync(int number, string key) => Crm.CreateAsync(
        "customer", JsonSerializer.SerializeToUtf8Bytes(new { name = "Ann", email = $"ann{number}@example.com" }), key, CancellationToken.None);
}
