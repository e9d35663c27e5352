using System.Text.Json.Nodes;

namespace Sync.Sandbox.Tests;

public sealed class PartitionTests : Playground
{
    [Fact]
    public async Task Every_record_is_in_one_part_of_the_list_and_the_feed_alike()
    {
        for (var n = 0; n < 12; n++) await CreateAsync(Crm, "products", $$"""{"sku":"S{{n}}"}""");

        var listed = new[] { IdsOf(await PartAsync("0-of-2", "limit=100")), IdsOf(await PartAsync("1-of-2", "limit=100")) };
        var fed = new[] { IdsOf(await PartAsync("0-of-2", "since=")), IdsOf(await PartAsync("1-of-2", "since=")) };

        listed.SelectMany(ids => ids).ShouldBe(IdsOf(await GetAsync(Crm, "products")), ignoreOrder: true);
        fed[0].ShouldBe(listed[0], ignoreOrder: true);
        fed[1].ShouldBe(listed[1], ignoreOrder: true);
        IdsOf(await PartAsync("0-of-1", "limit=100")).Length.ShouldBe(12);
    }

    [Fact]
    public async Task The_part_of_a_record_is_the_CRC_32_of_its_id()
    {
        for (var n = 0; n < 6; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");

        // As Python says: [i for i in range(1001, 1007) if zlib.crc32(str(i).encode()) % 3 == part]
        IdsOf(await GetAsync(Shop, "products?partition=0-of-3")).ShouldBe(["1002", "1006"]);
        IdsOf(await GetAsync(Shop, "products?partition=1-of-3")).ShouldBe(["1004"]);
        IdsOf(await GetAsync(Shop, "products?partition=2-of-3")).ShouldBe(["1001", "1003", "1005"]);
    }

    [Fact]
    public async Task Pages_of_a_part_follow_one_another_without_gap()
    {
        for (var n = 0; n < 12; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        var whole = IdsOf(await GetAsync(Shop, "products?partition=1-of-2"));
        whole.Length.ShouldBeGreaterThan(2);

        (await PagesAsync("after=")).ShouldBe(whole);
        (await PagesAsync("since=")).ShouldBe(whole);

        async Task<string[]> PagesAsync(string from)
        {
            var ids = new List<string>();
            for (var cursor = ""; ;)
            {
                var page = await GetAsync(Shop, $"products?partition=1-of-2&limit=2&{from}{cursor}");
                ids.AddRange(IdsOf(page));
                if (!page["more"]!.GetValue<bool>()) return [.. ids];
                cursor = page["next"]!.ToString();
            }
        }
    }

    [Fact]
    public async Task An_edit_a_replay_and_a_deletion_stay_in_the_part_of_their_record()
    {
        var made = (await SendAsync(Shop, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k")).Json;
        var (own, other) = IdsOf(await GetAsync(Shop, "products?partition=0-of-2")).Length == 1 ? ("0-of-2", "1-of-2") : ("1-of-2", "0-of-2");
        await SendAsync(Shop, HttpMethod.Patch, $"products/{made["id"]}", """{"title":"new"}""");
        (await SendAsync(Shop, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k")).Replayed.ShouldBeTrue();
        var edited = await GetAsync(Shop, $"products?since=&partition={own}");
        await SendAsync(Shop, HttpMethod.Delete, $"products/{made["id"]}");

        var gone = await GetAsync(Shop, $"products?since={edited["next"]}&partition={own}");

        IdsOf(edited).ShouldBe([made["id"]!.ToString()]);
        IdsOf(gone).ShouldBe([made["id"]!.ToString()]);
        gone["items"]![0]!["deleted"]!.GetValue<bool>().ShouldBeTrue();
        IdsOf(await GetAsync(Shop, $"products?since=&partition={other}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_waiting_reader_of_a_part_sleeps_through_changes_of_the_others()
    {
        var cursor = (await GetAsync(Shop, "products"))["cursor"];
        var waiting = GetAsync(Shop, $"products?since={cursor}&wait=60&partition=0-of-2");
        for (var n = 0; n < 6; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");

        // 1001 to 1003 are of the other part; a reader that they had woken would come back empty.
        IdsOf(await waiting)[0].ShouldBe("1004");
    }

    [Fact]
    public async Task An_item_that_comes_again_is_of_the_part()
    {
        for (var n = 0; n < 12; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}"}""");
        var own = IdsOf(await GetAsync(Shop, "products?partition=0-of-2"));
        var first = await GetAsync(Shop, "products?since=&limit=1&partition=0-of-2");
        await PutFaultsAsync(Shop, """{"duplicateFeedRate":1}""");

        var fed = IdsOf(await GetAsync(Shop, $"products?since={first["next"]}&partition=0-of-2"));

        fed.ShouldContain(own[0], "the last item of the page before");
        fed.ShouldBeSubsetOf(own);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("2-of-2")]
    [InlineData("-1-of-2")]
    [InlineData("0-of-0")]
    [InlineData("0-of-65")]
    [InlineData("0-of-2-of-2")]
    [InlineData("a-of-b")]
    public async Task What_is_no_part_is_refused_with_what_to_write(string part)
    {
        foreach (var query in (string[])["limit=1", "since="])
        {
            var answer = await SendAsync(Crm, HttpMethod.Get, $"products?{query}&partition={part}");

            answer.Status.ShouldBe(400);
            answer.Json["field"]!.ToString().ShouldBe("partition");
            answer.Json["error"]!.ToString().ShouldContain("such as 0-of-2");
        }
    }

    private Task<JsonNode> PartAsync(string part, string query) => GetAsync(Crm, $"products?{query}&partition={part}");
}
