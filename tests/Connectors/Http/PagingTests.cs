using System.Text;

namespace Sync.Connectors.Tests.Http;

public sealed class PagingTests : IAsyncLifetime
{
    private Bench bench = null!;

    public async Task InitializeAsync() => bench = await Bench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_feed_page_holds_records_and_tombstones_with_their_places()
    {
        bench.Side.Says(200, """
            {"items":[{"id":1,"seq":41,"version":"a","n":1.0},{"id":2,"seq":42,"version":"b","deleted":true}],"next":"e.42","more":true}
            """);

        var page = await bench.ChangesAsync("e.40");

        (page.Next, page.More).ShouldBe(("e.42", true));
        page.Items.Select(item => (item.Record.Id, item.Record.Version, item.Place, item.Deleted)).ShouldBe(
            [("1", "a", 41L, false), ("2", "b", 42L, true)]);
        Encoding.UTF8.GetString(page.Items[0].Record.Body.Span).ShouldBe("""{"id":1,"seq":41,"version":"a","n":1.0}""");
        page.Items[1].Record.Body.IsEmpty.ShouldBeTrue();
        bench.Side.Requests.Single().Url.ShouldBe("/customers?since=e.40&limit=10");
    }

    [Fact]
    public async Task The_oldest_change_is_asked_for_by_an_empty_cursor_and_a_wait_in_whole_seconds()
    {
        bench.Side.Says(200, """{"items":[],"next":5,"more":false}""");

        var page = await bench.ChangesAsync(null, TimeSpan.FromSeconds(3.9));

        page.Next.ShouldBe("5");
        bench.Side.Requests.Single().Url.ShouldBe("/customers?since=&limit=10&wait=3");
    }

    [Fact]
    public async Task No_longer_wait_than_configured_is_asked_for()
    {
        bench.Side.Says(200, """{"items":[],"next":"c"}""");

        await bench.ChangesAsync("c", TimeSpan.FromHours(1));

        bench.Side.Requests.Single().Url.ShouldEndWith("&wait=20");
    }

    [Fact]
    public async Task An_expired_cursor_is_told_apart()
    {
        bench.Side.Says(410, """{"error":"this cursor has expired"}""");

        (await Should.ThrowAsync<CursorExpiredException>(() => bench.ChangesAsync()))
            .Failure.Reason.ShouldBe("crm GET customers: 410 Gone: this cursor has expired");
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(500, "")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"items":[{"id":1}""")]
    [InlineData(200, """{"rows":[]}""")]
    [InlineData(200, """{"items":[{"name":"no id"}],"next":"n"}""")]
    [InlineData(200, """{"items":[{"id":1}]}""")]
    public async Task What_is_no_page_is_thrown_and_nothing_of_it_dropped(int status, string body)
    {
        bench.Side.Says(status, body);

        (await Should.ThrowAsync<ConnectorException>(() => bench.ChangesAsync())).ShouldNotBeOfType<CursorExpiredException>();
    }

    [Fact]
    public async Task A_listing_goes_on_while_there_is_more_and_carries_the_feed_cursor()
    {
        bench.Side.Says(200, """{"items":[{"id":1}],"next":"1","more":true,"cursor":"e.9"}""");
        var first = await bench.Connector.ListAsync("customer", null, 10, CancellationToken.None);
        bench.Side.Says(200, """{"items":[{"id":2}],"next":null,"more":false,"cursor":"e.9"}""");
        var last = await bench.Connector.ListAsync("customer", first.Next, 10, CancellationToken.None);

        (first.Next, first.FeedCursor, last.Next).ShouldBe(("1", "e.9", null));
        bench.Side.Requests.Select(asked => asked.Url).ShouldBe(["/customers?limit=10", "/customers?limit=10&after=1"]);
    }

    [Fact]
    public async Task A_bare_array_can_be_a_page()
    {
        await using var other = await Bench.StartAsync(c => c with { Protocol = c.Protocol with { Items = "" } });
        other.Side.Says(200, """[{"id":1},{"id":2}]""");

        var page = await other.Connector.ListAsync("customer", null, 10, CancellationToken.None);

        (page.Items.Count, page.Next, page.FeedCursor).ShouldBe((2, null, null));
    }

    [Fact]
    public async Task No_larger_page_than_configured_is_asked_for()
    {
        bench.Side.Says(200, """{"items":[]}""");

        await bench.Connector.ListAsync("customer", null, 5000, CancellationToken.None);

        bench.Side.Requests.Single().Url.ShouldBe("/customers?limit=200");
    }
}
