namespace Sync.Sandbox.Tests;

public sealed class PageTests : Playground
{
    [Fact]
    public async Task Each_side_shows_a_page_that_needs_nothing_from_elsewhere()
    {
        var page = await SendAsync(Shop, HttpMethod.Get, "");

        page.Status.ShouldBe(200);
        page.Text.ShouldContain("data-side=\"shop\"");
        page.Text.ShouldContain("--accent");
        page.Text.ShouldContain("wait=30");
        page.Text.ShouldNotContain("https://");
    }

    [Fact]
    public async Task The_shapes_describe_every_kind_with_its_fields_and_words()
    {
        var shapes = await GetAsync(Crm, "_shapes");

        shapes["kinds"]!.AsArray().Select(kind => kind!["kind"]!.ToString()).ShouldBe(["users", "customers", "products", "quotes", "orders"]);
        var role = shapes["kinds"]![0]!["fields"]!.AsArray().Single(field => field!["name"]!.ToString() == "role")!;
        role["words"]!.AsArray().Select(word => word!.ToString()).ShouldBe(["sales", "support", "manager"]);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_write()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "products") { Content = new StringContent("""{"sku":"A"}""") };
        request.Headers.Add("Origin", "http://evil.example");

        using var answer = await Crm.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(403);
        IdsOf(await GetAsync(Crm, "products")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_foreign_name_that_resolves_here_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "products");
        request.Headers.Host = "rebound.example";

        using var answer = await Crm.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(403);
    }
}
