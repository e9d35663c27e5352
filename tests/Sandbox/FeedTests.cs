namespace Sync.Sandbox.Tests;

public sealed class FeedTests : Playground
{
    [Fact]
    public async Task The_feed_holds_each_record_once_where_its_last_change_stands()
    {
        var first = await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var second = await CreateAsync(Crm, "products", """{"sku":"B"}""");
        await SendAsync(Crm, HttpMethod.Patch, $"products/{first["id"]}", """{"name":"changed"}""");

        var feed = await GetAsync(Crm, "products?since=");

        IdsOf(feed).ShouldBe([second["id"]!.ToString(), first["id"]!.ToString()]);
        feed["items"]![1]!["name"]!.ToString().ShouldBe("changed");
        feed["items"]!.AsArray().Select(item => item!["seq"]!.GetValue<long>()).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public async Task A_deletion_stands_in_the_feed_as_a_tombstone()
    {
        var made = await CreateAsync(Shop, "products", """{"sku":"A"}""");
        await SendAsync(Shop, HttpMethod.Delete, $"products/{made["id"]}");

        var item = (await GetAsync(Shop, "products?since="))["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject();

        item.Select(pair => pair.Key).ShouldBe(["id", "seq", "version", "updated_at", "deleted"]);
        item["id"]!.GetValue<int>().ShouldBe(1001);
        item["deleted"]!.GetValue<bool>().ShouldBeTrue();
        item["version"]!.ToString().ShouldNotBe(made["version"]!.ToString());
    }

    [Fact]
    public async Task Pages_of_the_feed_follow_one_another_without_gap()
    {
        for (var n = 0; n < 5; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");

        var first = await GetAsync(Shop, "products?since=&limit=3");
        var second = await GetAsync(Shop, $"products?since={first["next"]}&limit=3");
        var third = await GetAsync(Shop, $"products?since={second["next"]}&limit=3");

        IdsOf(first).ShouldBe(["1001", "1002", "1003"]);
        IdsOf(second).ShouldBe(["1004", "1005"]);
        (first["more"]!.GetValue<bool>(), second["more"]!.GetValue<bool>()).ShouldBe((true, false));
        IdsOf(third).ShouldBeEmpty();
        third["next"]!.ToString().ShouldBe(second["next"]!.ToString());
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_by_a_change_of_its_kind()
    {
        var cursor = (await GetAsync(Crm, "products"))["cursor"];
        var waiting = GetAsync(Crm, $"products?since={cursor}&wait=60");
        await CreateAsync(Crm, "customers", """{"name":"of another kind"}""");
        var made = await CreateAsync(Crm, "products", """{"sku":"A"}""");

        // A reader that slept through it would come back empty after its minute.
        IdsOf(await waiting).ShouldBe([made["id"]!.ToString()]);
    }

    [Fact]
    public async Task A_wait_without_a_change_ends_empty_at_the_same_place()
    {
        var cursor = (await GetAsync(Crm, "products"))["cursor"]!.ToString();

        var page = await GetAsync(Crm, $"products?since={cursor}&wait=1");

        IdsOf(page).ShouldBeEmpty();
        page["next"]!.ToString().ShouldBe(cursor);
    }

    [Fact]
    public async Task An_expired_cursor_is_gone_and_the_empty_one_starts_at_the_oldest_kept()
    {
        await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var cursor = (await GetAsync(Crm, "products"))["cursor"];
        (await SendAsync(Crm, HttpMethod.Post, "_expire")).Status.ShouldBe(204);
        await RestartAsync();
        var later = await CreateAsync(Crm, "products", """{"sku":"B"}""");

        var refused = await SendAsync(Crm, HttpMethod.Get, $"products?since={cursor}");
        var oldest = await GetAsync(Crm, "products?since=");
        var listed = await GetAsync(Crm, "products");

        refused.Status.ShouldBe(410);
        IdsOf(oldest).ShouldBe([later["id"]!.ToString()]);
        (await SendAsync(Crm, HttpMethod.Get, $"products?since={listed["cursor"]}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Expiring_one_kind_leaves_the_others()
    {
        var cursor = (await GetAsync(Crm, "products"))["cursor"];
        await SendAsync(Crm, HttpMethod.Post, "_expire?kind=products");

        (await SendAsync(Crm, HttpMethod.Get, $"products?since={cursor}")).Status.ShouldBe(410);
        (await SendAsync(Crm, HttpMethod.Get, $"orders?since={cursor}")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("00000000.1", 410)]
    [InlineData("yesterday", 400)]
    public async Task A_cursor_of_elsewhere_is_refused(string cursor, int status) =>
        (await SendAsync(Crm, HttpMethod.Get, $"products?since={cursor}")).Status.ShouldBe(status);

    [Fact]
    public async Task The_feed_survives_a_restart()
    {
        await CreateAsync(Shop, "products", """{"sku":"A"}""");
        var cursor = (await GetAsync(Shop, "products"))["cursor"];
        await RestartAsync();
        await CreateAsync(Shop, "products", """{"sku":"B"}""");

        IdsOf(await GetAsync(Shop, $"products?since={cursor}")).ShouldBe(["1002"]);
    }
}
