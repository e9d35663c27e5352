using System.Net;

namespace Sync.Connectors.Tests.Webhooks;

public sealed class ReceivingTests : IAsyncLifetime
{
    private const string Body = """{"kind":"customer","id":7,"event":"updated"}""";
    private WebhookBench bench = null!;

    public async Task InitializeAsync() => bench = await WebhookBench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_webhook_is_stored_as_a_hint_and_the_ingest_told()
    {
        (await bench.PostAsync(Body)).Status.ShouldBe(HttpStatusCode.NoContent);

        bench.Inbox.Hints.ShouldBe([(Side.Crm, new WebhookHint("customer", "7"))]);
        bench.Told.ShouldBe(["crm/customer"]);
    }

    [Fact]
    public async Task Many_at_once_are_stored_each_record_once_and_every_ingest_is_told_once()
    {
        const string body = """
            [{"kind":"customers","id":"a"},{"kind":"customer","id":"a"},{"kind":"customer","id":"b"},{"kind":"orders","id":true}]
            """;

        (await bench.PostAsync(body)).Status.ShouldBe(HttpStatusCode.NoContent);

        bench.Inbox.Hints.Select(stored => stored.Hint).ShouldBe(
            [new WebhookHint("customer", "a"), new WebhookHint("customer", "b"), new WebhookHint("order", "true")]);
        bench.Told.ShouldBe(["crm/customer", "crm/order"]);
    }

    [Fact]
    public async Task A_forged_webhook_is_not_believed()
    {
        var timestamp = bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var signature in new[]
        {
            "", "sha256=", "sha256=zz", "sha256=00", WebhookBench.Sign("another secret", timestamp, Body),
            WebhookBench.Sign(WebhookBench.Secret, timestamp, Body + " "), WebhookBench.Sign(WebhookBench.Secret, "1" + timestamp, Body),
            WebhookBench.Sign(WebhookBench.Secret, timestamp, Body)["sha256=".Length..],
        })
        {
            (await bench.PostAsync(Body, timestamp: timestamp, signature: signature)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        bench.Inbox.Hints.ShouldBeEmpty();
        bench.Told.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_webhook_of_another_time_may_be_a_replay_and_is_not_believed(int seconds)
    {
        var sent = bench.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

        (await bench.PostAsync(Body, timestamp: $"{sent}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(-299)]
    [InlineData(299)]
    public async Task Clocks_may_differ_by_five_minutes(int seconds)
    {
        var sent = bench.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();

        (await bench.PostAsync(Body, timestamp: $"{sent}")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_webhook_without_a_time_is_not_believed(string timestamp)
    {
        (await bench.PostAsync(Body, timestamp: timestamp)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("{", "null")]
    [InlineData("7", "\"kind\"")]
    [InlineData("[7]", "\"kind\"")]
    [InlineData("""{"id":7}""", "\"kind\"")]
    [InlineData("""{"kind":"invoice","id":7}""", "\"kind\"")]
    [InlineData("""{"kind":"customer"}""", "\"id\"")]
    [InlineData("""{"kind":"customer","id":{}}""", "\"id\"")]
    [InlineData("""[{"kind":"customer","id":1},{"kind":"customer","id":null}]""", "\"id\"")]
    public async Task A_malformed_webhook_is_refused_with_the_field_and_stores_nothing(string body, string field)
    {
        var (status, answer) = await bench.PostAsync(body);

        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.ShouldContain($"\"field\":{field}");
        bench.Inbox.Hints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("elsewhere")]
    public async Task A_side_without_webhooks_has_no_address(string side)
    {
        (await bench.PostAsync(Body, side)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_webhook_longer_than_1_MiB_is_refused()
    {
        (await bench.PostAsync(new string(' ', (1 << 20) + 1))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_hint_that_could_not_be_stored_is_not_answered_as_taken()
    {
        bench.Inbox.Fails = new PairStoreException("the database is away", new IOException());

        (await bench.PostAsync(Body)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        bench.Told.ShouldBeEmpty();
    }
}
