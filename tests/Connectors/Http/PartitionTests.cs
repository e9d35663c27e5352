using Microsoft.AspNetCore.Http;

namespace Sync.Connectors.Tests.Http;

/// <summary>Customers are taken in the parts eu and us, orders as a whole.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private static readonly Protocol InParts = new()
    {
        Feed = new Operation("GET", "{path}?since={cursor}&limit={limit}&wait={wait}&region={partition}"),
        List = new Operation("GET", "{path}?limit={limit}&after={after}&region={partition}"),
        Partitions = ["eu", "us"],
    };

    private Bench bench = null!;

    private IEnumerable<string> Asked => bench.Side.Requests.Select(asked => asked.Url);

    public async Task InitializeAsync() => bench = await StartAsync(InParts);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task The_feed_and_the_listing_of_a_part_ask_for_it()
    {
        var part = bench.Connector.InPartition("us");
        bench.Side.Says(200, """{"items":[{"id":1}],"next":"e.9","more":true,"cursor":"e.9"}""");

        var fed = await ChangesAsync(part);
        var listed = await ListAsync(part, "7");

        (fed.Next, listed.Next, listed.FeedCursor).ShouldBe(("e.9", "e.9", "e.9"));
        Asked.ShouldBe(["/customers?since=c&limit=10&wait=3&region=us", "/customers?limit=10&after=7&region=us"]);
    }

    [Fact]
    public async Task A_part_stays_a_part_in_the_background_and_the_background_the_background_in_a_part()
    {
        bench.Side.Says(200, """{"items":[],"next":"c"}""");
        var part = bench.Connector.InPartition("us").InBackground;
        var background = bench.Connector.InBackground.InPartition("us");

        await ListAsync(part);
        await ListAsync(background);

        Asked.ShouldBe(["/customers?limit=10&region=us", "/customers?limit=10&region=us"]);
        (part.InBackground, background.InBackground).ShouldBe((part, background), "it has nowhere further back to go");
    }

    [Fact]
    public async Task A_part_of_a_part_is_the_part_that_was_asked_for_last()
    {
        bench.Side.Says(200, """{"items":[],"next":"c"}""");

        await ListAsync(bench.Connector.InPartition("us").InPartition("eu"));

        Asked.ShouldBe(["/customers?limit=10&region=eu"]);
    }

    [Fact]
    public async Task A_kind_without_parts_is_shown_as_a_whole_whatever_the_part()
    {
        bench.Side.Says(200, """{"items":[],"next":"c"}""");

        await bench.Connector.InPartition("us").ListAsync("order", null, 10, CancellationToken.None);
        await bench.Connector.InPartition("us").ChangesAsync("order", "c", 10, TimeSpan.Zero, CancellationToken.None);

        Asked.ShouldBe(["/orders?limit=10", "/orders?since=c&limit=10"]);
    }

    [Fact]
    public async Task Records_are_read_and_written_alike_in_every_part()
    {
        bench.Side.Says(200, """{"id":"1"}""");

        (await bench.Connector.InPartition("us").ReadAsync("customer", "1", CancellationToken.None)).ShouldBeOfType<ReadOutcome.Found>();

        Asked.ShouldBe(["/customers/1"]);
    }

    [Fact]
    public async Task The_whole_is_listed_one_part_after_the_other()
    {
        bench.Side.Answer = context => context.Response.WriteAsync((context.Request.Query["region"] + "/" + context.Request.Query["after"]) switch
        {
            "eu/" => """{"items":[{"id":"a"}],"next":"a/1","more":true,"cursor":"e.9"}""",
            "eu/a/1" => """{"items":[{"id":"b"}],"next":null,"more":false,"cursor":"e.9"}""",
            "us/" => """{"items":[{"id":"c"}],"next":"c","more":true,"cursor":"e.9"}""",
            _ => """{"items":[],"next":null,"more":false,"cursor":"e.9"}""",
        });

        var pages = new List<ListPage> { await ListAsync(bench.Connector) };
        while (pages[^1].Next is { } next && pages.Count < 10)
            pages.Add(await ListAsync(bench.Connector, next));

        pages.SelectMany(page => page.Items).Select(record => record.Id).ShouldBe(["a", "b", "c"]);
        pages.ShouldAllBe(page => page.FeedCursor == null, "the feeds of the parts have cursors of their own");
        Asked.ShouldBe(
        [
            "/customers?limit=10&region=eu", "/customers?limit=10&after=a%2F1&region=eu",
            "/customers?limit=10&region=us", "/customers?limit=10&after=c&region=us",
        ]);
    }

    [Theory]
    [InlineData("asia/7")]
    [InlineData("7")]
    public async Task A_place_in_the_listing_of_other_parts_is_refused(string after) =>
        (await Should.ThrowAsync<ArgumentException>(() => ListAsync(bench.Connector, after)))
            .Message.ShouldBe($"'{after}' is no place in the listing of the partitions eu, us; list from the beginning.");

    [Fact]
    public async Task Changes_of_no_part_are_a_mistake_of_the_caller()
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => ChangesAsync(bench.Connector)))
            .Message.ShouldBe("Kind 'customer' of crm is taken in the partitions eu, us, and this connector shows none; ask InPartition for one that shows one of them.");
        (await Should.ThrowAsync<InvalidOperationException>(() => ChangesAsync(bench.Connector.InPartition("asia")))).Message.ShouldContain("shows 'asia'");
        (await Should.ThrowAsync<InvalidOperationException>(() => ListAsync(bench.Connector.InPartition("asia")))).Message.ShouldContain("shows 'asia'");
        Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_feed_by_time_remembers_for_each_part_what_it_gave()
    {
        await using var other = await StartAsync(InParts with
        {
            Feed = new Operation("GET", "{path}?changed={since}&skip={offset}&limit={limit}&region={partition}"),
        });
        other.Side.Answer = context => context.Response.WriteAsync(
            $$"""{"items":[{"id":"{{context.Request.Query["region"]}}","version":"1","updated_at":"2030-01-01T12:00:00Z"}],"more":false}""");

        var given = new List<string>();
        var cursors = new Dictionary<string, string?> { ["eu"] = null, ["us"] = null };
        foreach (var name in (string[])["eu", "us", "eu", "us"])
        {
            var page = await other.Connector.InPartition(name).ChangesAsync("customer", cursors[name], 10, TimeSpan.Zero, CancellationToken.None);
            given.AddRange(page.Items.Select(item => item.Record.Id));
            cursors[name] = page.Next;
        }

        given.ShouldBe(["eu", "us"], "the overlap shows them again, and that is passed over");
        other.Side.Requests.Last().Url.ShouldBe("/customers?changed=2030-01-01T11%3A59%3A00Z&skip=0&limit=10&region=us");
    }

    private static Task<Bench> StartAsync(Protocol customers) => Bench.StartAsync(c => c with
    {
        Kinds = c.Kinds.SetItem("customer", c.Kinds["customer"] with { Protocol = customers }),
    });

    private static Task<FeedPage> ChangesAsync(IConnector connector) =>
        connector.ChangesAsync("customer", "c", 10, TimeSpan.FromSeconds(3), CancellationToken.None);

    private static Task<ListPage> ListAsync(IConnector connector, string? after = null) =>
        connector.ListAsync("customer", after, 10, CancellationToken.None);
}
