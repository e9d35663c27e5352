using System.Globalization;
using System.Text.Json.Nodes;

namespace Sync.Sandbox.Tests;

public sealed class WebhookTests : Playground
{
    [Fact]
    public async Task Every_change_is_announced_with_kind_id_and_event()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await RegisterAsync(Shop, receiver);

        var made = await CreateAsync(Shop, "products", """{"sku":"A"}""");
        var created = await receiver.NextAsync();
        await SendAsync(Shop, HttpMethod.Patch, $"products/{made["id"]}", """{"title":"x"}""");
        var updated = await receiver.NextAsync();
        await SendAsync(Shop, HttpMethod.Delete, $"products/{made["id"]}");
        var deleted = await receiver.NextAsync();

        created.Body.ShouldBe("""{"kind":"products","id":1001,"event":"created"}""");
        updated.Body.ShouldBe("""{"kind":"products","id":1001,"event":"updated"}""");
        deleted.Body.ShouldBe("""{"kind":"products","id":1001,"event":"deleted"}""");
    }

    [Fact]
    public async Task A_delivery_is_signed_with_the_secret_over_timestamp_and_body()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await RegisterAsync(Crm, receiver, secret: "s3cret");

        await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var delivery = await receiver.NextAsync();

        long.TryParse(delivery.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out _).ShouldBeTrue();
        delivery.Signature.ShouldBe(WebhookReceiver.Expected("s3cret", delivery));
        delivery.Signature.ShouldNotBe(WebhookReceiver.Expected("other", delivery));
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again()
    {
        await using var receiver = await WebhookReceiver.StartAsync(failures: 1);
        await RegisterAsync(Crm, receiver);

        await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var refused = await receiver.NextAsync();
        var again = await receiver.NextAsync();

        again.Body.ShouldBe(refused.Body);
    }

    [Fact]
    public async Task A_webhook_is_known_by_its_address_and_survives_a_restart()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        (await RegisterAsync(Crm, receiver, "one")).ShouldBe(201);
        (await RegisterAsync(Crm, receiver, "two")).ShouldBe(200);
        await RestartAsync();

        await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var delivery = await receiver.NextAsync();

        (await GetAsync(Crm, "_webhooks"))["items"]!.AsArray().Count.ShouldBe(1);
        delivery.Signature.ShouldBe(WebhookReceiver.Expected("two", delivery));
    }

    [Fact]
    public async Task Dropped_and_removed_webhooks_hear_nothing()
    {
        await using var dropped = await WebhookReceiver.StartAsync();
        await RegisterAsync(Crm, dropped);
        await PutFaultsAsync(Crm, """{"dropWebhookRate":1}""");
        await CreateAsync(Crm, "products", """{"sku":"unheard"}""");
        await PutFaultsAsync(Crm, """{"dropWebhookRate":0}""");

        // What is heard first is the second change: the first was never sent.
        var heard = await CreateAsync(Crm, "products", """{"sku":"heard"}""");
        JsonNode.Parse((await dropped.NextAsync()).Body)!["id"]!.ToString().ShouldBe(heard["id"]!.ToString());

        await SendAsync(Crm, HttpMethod.Delete, "_webhooks");
        (await GetAsync(Crm, "_webhooks"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("http://10.0.0.1/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("nonsense")]
    public async Task Only_addresses_on_this_machine_are_taken(string url)
    {
        var answer = await SendAsync(Crm, HttpMethod.Post, "_webhooks", $$"""{"url":"{{url}}","secret":"s"}""");

        answer.Status.ShouldBe(422);
        answer.Json["field"]!.ToString().ShouldBe("url");
    }

    private static async Task<int> RegisterAsync(HttpClient side, WebhookReceiver receiver, string secret = "s") =>
        (await SendAsync(side, HttpMethod.Post, "_webhooks", $$"""{"url":"{{receiver.Url}}","secret":"{{secret}}"}""")).Status;
}
