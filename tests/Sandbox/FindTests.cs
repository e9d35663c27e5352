namespace Sync.Sandbox.Tests;

public sealed class FindTests : Playground
{
    [Fact]
    public async Task An_email_is_found_in_any_case()
    {
        await CreateAsync(Crm, "customers", """{"name":"Ada","email":"Ada@Example.com"}""");
        await CreateAsync(Crm, "customers", """{"name":"Bea","email":"bea@example.com"}""");

        var page = await GetAsync(Crm, "customers?email=ADA@example.COM");

        page["items"]!.AsArray().Select(item => item!["name"]!.ToString()).ShouldBe(["Ada"]);
    }

    [Theory]
    [InlineData("address.city=Gent")]
    [InlineData("name=Ada&address.country=BE")]
    [InlineData("creditLimit=12.5")]
    [InlineData("phone=")]
    public async Task Any_field_can_be_found_by(string condition)
    {
        var ada = await CreateAsync(Crm, "customers", """
            {"name":"Ada","address":{"city":"Gent","country":"BE"},"creditLimit":12.50}
            """);
        await CreateAsync(Crm, "customers", """
            {"name":"Bea","phone":"1","address":{"city":"Wien","country":"AT"},"creditLimit":12.51}
            """);

        IdsOf(await GetAsync(Crm, $"customers?{condition}")).ShouldBe([ada["id"]!.ToString()]);
    }

    [Theory]
    [InlineData("items.sku=A")]
    [InlineData("customer_id=1001")]
    [InlineData("reference=R1")]
    public async Task Orders_are_found_by_lines_and_references(string condition)
    {
        await CreateAsync(Shop, "customers", """{"last_name":"Ada"}""");
        await CreateAsync(Shop, "orders", """{"reference":"R1","customer_id":1001,"items":[{"sku":"B","qty":1},{"sku":"A","qty":1}]}""");
        await CreateAsync(Shop, "orders", """{"reference":"R2","items":[{"sku":"B","qty":1}]}""");

        IdsOf(await GetAsync(Shop, $"orders?{condition}")).ShouldBe(["1001"]);
    }

    [Theory]
    [InlineData("tags=sale")]
    [InlineData("active=false")]
    public async Task Products_are_found_by_tag_and_flag(string condition)
    {
        await CreateAsync(Crm, "products", """{"sku":"A","tags":["new","sale"],"active":false}""");
        await CreateAsync(Crm, "products", """{"sku":"B","tags":["new"]}""");

        var page = await GetAsync(Crm, $"products?{condition}");

        page["items"]!.AsArray().Select(item => item!["sku"]!.ToString()).ShouldBe(["A"]);
    }

    [Fact]
    public async Task What_is_found_comes_in_pages_too()
    {
        for (var n = 0; n < 3; n++) await CreateAsync(Shop, "products", $$"""{"sku":"S{{n}}","title":"Same"}""");

        var first = await GetAsync(Shop, "products?title=Same&limit=2");
        var second = await GetAsync(Shop, $"products?title=Same&limit=2&after={first["next"]}");

        IdsOf(first).ShouldBe(["1001", "1002"]);
        IdsOf(second).ShouldBe(["1003"]);
    }

    [Fact]
    public async Task An_unknown_field_is_refused_with_a_suggestion()
    {
        var answer = await SendAsync(Crm, HttpMethod.Get, "customers?emial=a@b.example");

        answer.Status.ShouldBe(422);
        answer.Json["error"]!.ToString().ShouldContain("did you mean 'email'?");
    }
}
