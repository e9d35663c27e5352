namespace Sync.Sandbox.Tests;

public sealed class ListTests : Playground
{
    [Fact]
    public async Task Pages_of_a_list_hold_every_record_once_in_order_of_id()
    {
        var made = new List<string>();
        for (var n = 0; n < 5; n++) made.Add((await CreateAsync(Crm, "customers", $$"""{"name":"N{{n}}"}"""))["id"]!.ToString());

        var first = await GetAsync(Crm, "customers?limit=2");
        var second = await GetAsync(Crm, $"customers?limit=2&after={first["next"]}");
        var third = await GetAsync(Crm, $"customers?limit=2&after={second["next"]}");

        string[] listed = [.. IdsOf(first), .. IdsOf(second), .. IdsOf(third)];
        listed.ShouldBe(made.Order(StringComparer.Ordinal));
        first["more"]!.GetValue<bool>().ShouldBeTrue();
        third["more"]!.GetValue<bool>().ShouldBeFalse();
        third["next"].ShouldBeNull();
    }

    [Fact]
    public async Task Shop_ids_are_integers_and_listed_in_numeric_order()
    {
        for (var n = 0; n < 3; n++) await CreateAsync(Shop, "customers", $$"""{"last_name":"N{{n}}"}""");

        var page = await GetAsync(Shop, "customers?after=1001");

        page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<int>()).ShouldBe([1002, 1003]);
    }

    [Fact]
    public async Task A_deleted_record_is_not_listed()
    {
        var gone = await CreateAsync(Crm, "products", """{"sku":"A"}""");
        await CreateAsync(Crm, "products", """{"sku":"B"}""");
        await SendAsync(Crm, HttpMethod.Delete, $"products/{gone["id"]}");

        var page = await GetAsync(Crm, "products");

        page["items"]!.AsArray().Select(item => item!["sku"]!.ToString()).ShouldBe(["B"]);
    }

    [Fact]
    public async Task The_feed_goes_on_from_the_cursor_of_a_list()
    {
        await CreateAsync(Crm, "products", """{"sku":"A"}""");
        var cursor = (await GetAsync(Crm, "products"))["cursor"];
        var later = await CreateAsync(Crm, "products", """{"sku":"B"}""");

        var feed = await GetAsync(Crm, $"products?since={cursor}");

        IdsOf(feed).ShouldBe([later["id"]!.ToString()]);
    }

    [Fact]
    public async Task A_list_shows_no_seq()
    {
        await CreateAsync(Crm, "products", """{"sku":"A"}""");

        var page = await GetAsync(Crm, "products");

        page["items"]![0]!.AsObject().ContainsKey("seq").ShouldBeFalse();
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=many")]
    public async Task A_limit_outside_1_to_1000_is_refused(string query)
    {
        var answer = await SendAsync(Crm, HttpMethod.Get, $"products?{query}");

        answer.Status.ShouldBe(400);
        answer.Json["field"]!.ToString().ShouldBe("limit");
    }
}
