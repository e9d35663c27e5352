using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace Sync.Sandbox.Tests;

public sealed class FaultTests : Playground
{
    [Fact]
    public async Task A_failing_side_answers_errors_and_does_nothing()
    {
        await PutFaultsAsync(Crm, """{"errorRate":1}""");

        (await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""")).Status.ShouldBeOneOf(500, 503);
        (await SendAsync(Shop, HttpMethod.Get, "products")).Status.ShouldBe(200);

        await PutFaultsAsync(Crm, """{"errorRate":0}""");
        IdsOf(await GetAsync(Crm, "products")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_throttling_side_says_when_to_come_again()
    {
        await PutFaultsAsync(Crm, """{"throttleRate":1,"retryAfterSeconds":7}""");

        var answer = await SendAsync(Crm, HttpMethod.Get, "products");

        answer.Status.ShouldBe(429);
        answer.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_side_that_is_down_still_takes_its_own_controls()
    {
        await PutFaultsAsync(Crm, """{"down":true}""");

        (await SendAsync(Crm, HttpMethod.Get, "products")).Status.ShouldBe(503);
        (await SendAsync(Crm, HttpMethod.Get, "_health")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_cut_connection_leaves_the_write_committed()
    {
        await PutFaultsAsync(Crm, """{"timeoutAfterCommitRate":1}""");

        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k1"));

        await PutFaultsAsync(Crm, """{"timeoutAfterCommitRate":0}""");
        IdsOf(await GetAsync(Crm, "products")).Length.ShouldBe(1);
        (await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k1")).Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_repeating_feed_shows_items_again_within_and_across_pages()
    {
        for (var n = 0; n < 3; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        await PutFaultsAsync(Shop, """{"duplicateFeedRate":1}""");

        var first = await GetAsync(Shop, "products?since=&limit=2");
        var second = await GetAsync(Shop, $"products?since={first["next"]}&limit=2");
        var third = await GetAsync(Shop, $"products?since={second["next"]}&limit=2");

        IdsOf(first).Order().ShouldBe(["1001", "1001", "1002", "1002"]);
        IdsOf(second).ShouldBe(["1002", "1003", "1003"]);
        IdsOf(third).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reordering_feed_still_covers_every_item()
    {
        for (var n = 0; n < 10; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        await PutFaultsAsync(Shop, """{"reorderFeed":true,"seed":1}""");

        var page = await GetAsync(Shop, "products?since=");
        var rest = await GetAsync(Shop, $"products?since={page["next"]}");

        IdsOf(page).ShouldNotBe(IdsOf(page).Order().ToArray());
        IdsOf(page).Order().ShouldBe(Enumerable.Range(1001, 10).Select(id => id.ToString()));
        IdsOf(rest).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_skipping_feed_passes_items_over()
    {
        for (var n = 0; n < 3; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        await PutFaultsAsync(Shop, """{"skipFeedRate":1}""");

        var page = await GetAsync(Shop, "products?since=");
        await PutFaultsAsync(Shop, """{"skipFeedRate":0}""");

        IdsOf(page).ShouldBeEmpty();
        IdsOf(await GetAsync(Shop, $"products?since={page["next"]}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cut_list_pretends_to_be_whole()
    {
        for (var n = 0; n < 4; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        await PutFaultsAsync(Shop, """{"cutListRate":1}""");

        var page = await GetAsync(Shop, "products");

        IdsOf(page).ShouldBe(["1001", "1002"]);
        page["more"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_clock_can_run_ahead()
    {
        var before = await CreateAsync(Crm, "products", """{"sku":"A"}""");
        await PutFaultsAsync(Crm, """{"clockOffsetSeconds":86400}""");
        var after = await CreateAsync(Crm, "products", """{"sku":"B"}""");

        (Moment(after) - Moment(before)).ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_normalising_shop_tidies_strings()
    {
        await PutFaultsAsync(Shop, """{"normalise":true}""");

        var made = await CreateAsync(Shop, "customers", """{"last_name":"  van   Dam ","email":" ADA@example.com"}""");

        made["last_name"]!.ToString().ShouldBe("van Dam");
        made["email"]!.ToString().ShouldBe("ada@example.com");
    }

    [Fact]
    public async Task A_shop_in_health_stores_strings_as_sent() =>
        (await CreateAsync(Shop, "customers", """{"last_name":"  van   Dam "}"""))["last_name"]!.ToString().ShouldBe("  van   Dam ");

    [Fact]
    public async Task A_normalising_crm_rounds_amounts_to_one_place()
    {
        await PutFaultsAsync(Crm, """{"normalise":true}""");

        var made = await CreateAsync(Crm, "orders", """{"number":"1","total":12.34,"lines":[{"sku":"A","quantity":1,"unitPrice":12.36}]}""");

        made["total"]!.GetValue<decimal>().ShouldBe(12.3m);
        made["lines"]![0]!["unitPrice"]!.GetValue<decimal>().ShouldBe(12.4m);
    }

    [Fact]
    public async Task The_same_seed_throws_the_same_faults()
    {
        async Task<string> SequenceAsync()
        {
            await PutFaultsAsync(Crm, """{"errorRate":0.5,"seed":42}""");
            var statuses = new List<int>();
            for (var n = 0; n < 40; n++) statuses.Add((await SendAsync(Crm, HttpMethod.Get, "products")).Status);
            return string.Join(' ', statuses);
        }

        var sequence = await SequenceAsync();

        sequence.ShouldContain("200");
        sequence.ShouldContain("50");
        (await SequenceAsync()).ShouldBe(sequence);
    }

    [Theory]
    [InlineData("""{"errorRate":1.1}""", "errorRate")]
    [InlineData("""{"errorRate":"often"}""", "errorRate")]
    [InlineData("""{"latencyMs":-1}""", "latencyMs")]
    [InlineData("""{"latency":1}""", "latency")]
    [InlineData("""{"reorderFeed":null}""", "reorderFeed")]
    public async Task A_wrong_fault_is_refused_by_name(string json, string field)
    {
        var answer = await SendAsync(Crm, HttpMethod.Put, "_faults", json);

        answer.Status.ShouldBe(422);
        answer.Json["field"]!.ToString().ShouldBe(field);
    }

    [Fact]
    public async Task Faults_merge_until_they_are_reset()
    {
        await PutFaultsAsync(Crm, """{"latencyMs":1}""");
        await PutFaultsAsync(Crm, """{"normalise":true}""");
        var merged = await GetAsync(Crm, "_faults");
        await SendAsync(Crm, HttpMethod.Delete, "_faults");
        var reset = await GetAsync(Crm, "_faults");

        (merged["latencyMs"]!.GetValue<int>(), merged["normalise"]!.GetValue<bool>()).ShouldBe((1, true));
        (reset["latencyMs"]!.GetValue<int>(), reset["normalise"]!.GetValue<bool>()).ShouldBe((0, false));
    }

    protected override SandboxOptions Options => base.Options with
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)),
    };

    private static DateTimeOffset Moment(JsonNode record) => DateTimeOffset.Parse(record["updated_at"]!.ToString());
}
