namespace Sync.Sandbox.Tests;

public sealed class PatchTests : Playground
{
    [Fact]
    public async Task Nested_objects_merge_and_null_empties()
    {
        var made = await CreateAsync(Crm, "customers", """
            {"name":"Ada","phone":"1","address":{"street":"Old 1","city":"Gent","country":"BE"}}
            """);

        var changed = await SendAsync(
            Crm, HttpMethod.Patch, $"customers/{made["id"]}", """{"phone":null,"address":{"street":"New 2","country":null}}""");

        changed.Json["name"]!.ToString().ShouldBe("Ada");
        changed.Json["phone"].ShouldBeNull();
        changed.Json["address"]!.ToJsonString().ShouldBe("""{"street":"New 2","postalCode":null,"city":"Gent","country":null}""");
    }

    [Fact]
    public async Task Lists_are_replaced_whole()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A","tags":["x","y"]}""");

        var changed = await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"tags":["z"]}""");

        changed.Json["tags"]!.ToJsonString().ShouldBe("""["z"]""");
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_is_no_change()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A","price":12.5}""");
        var cursor = (await GetAsync(Crm, "products"))["cursor"];

        var same = await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"sku":"A","price":12.50}""");

        same.Status.ShouldBe(200);
        same.Json.ToJsonString().ShouldBe(made.ToJsonString());
        IdsOf(await GetAsync(Crm, $"products?since={cursor}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_never_comes_back_though_the_values_do()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A","name":"one"}""");
        await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"name":"two"}""");

        var back = await SendAsync(Crm, HttpMethod.Patch, $"products/{made["id"]}", """{"name":"one"}""");

        back.Json["version"]!.ToString().ShouldNotBe(made["version"]!.ToString());
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task An_unknown_record_is_not_found(string method)
    {
        (await SendAsync(Crm, new HttpMethod(method), "products/prd_none", method == "PATCH" ? "{}" : null)).Status.ShouldBe(404);
        (await SendAsync(Shop, new HttpMethod(method), "products/0x1", method == "PATCH" ? "{}" : null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_unknown_path_names_the_kinds()
    {
        var answer = await SendAsync(Shop, HttpMethod.Get, "quotes");

        answer.Status.ShouldBe(404);
        answer.Json["error"]!.ToString().ShouldContain("customers, products, orders");
    }
}
