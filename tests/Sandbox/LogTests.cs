namespace Sync.Sandbox.Tests;

public sealed class LogTests : Playground
{
    [Fact]
    public async Task Every_request_is_logged_as_it_was_answered()
    {
        var made = await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k1");
        await SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}""", key: "k1");
        await SendAsync(Crm, HttpMethod.Patch, $"products/{made.Json["id"]}", """{"name":"x"}""", ifMatch: "\"old\"");
        await SendAsync(Crm, HttpMethod.Get, "products?sku=A");

        var items = (await GetAsync(Crm, "_log?since=0"))["items"]!.AsArray();

        items.Select(item => item!["n"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4]);
        items.Select(item => $"{item!["method"]} {item["status"]} {item["replayed"]}")
            .ShouldBe(["POST 201 false", "POST 201 true", "PATCH 412 false", "GET 200 false"]);
        items[0]!["idempotencyKey"]!.ToString().ShouldBe("k1");
        items[0]!["body"]!["sku"]!.ToString().ShouldBe("A");
        items[2]!["ifMatch"]!.ToString().ShouldBe("\"old\"");
        items[3]!["query"]!.ToString().ShouldBe("?sku=A");
    }

    [Fact]
    public async Task The_log_goes_on_from_where_it_was_read_and_leaves_its_own_paths_out()
    {
        await SendAsync(Crm, HttpMethod.Get, "products");
        var first = await GetAsync(Crm, "_log?since=0");
        await SendAsync(Crm, HttpMethod.Get, "orders");

        var second = await GetAsync(Crm, $"_log?since={first["next"]}");

        second["items"]!.AsArray().Select(item => item!["path"]!.ToString()).ShouldBe(["/orders"]);
    }

    [Fact]
    public async Task An_injected_fault_is_named_in_the_log()
    {
        await PutFaultsAsync(Crm, """{"throttleRate":1}""");
        await SendAsync(Crm, HttpMethod.Get, "products");

        var item = (await GetAsync(Crm, "_log"))["items"]![0]!;

        item["fault"]!.ToString().ShouldBe("throttle");
        item["status"]!.GetValue<int>().ShouldBe(429);
    }

    [Fact]
    public async Task A_cut_connection_is_logged_without_a_status()
    {
        await PutFaultsAsync(Crm, """{"timeoutAfterCommitRate":1}""");
        await Should.ThrowAsync<HttpRequestException>(() => SendAsync(Crm, HttpMethod.Post, "products", """{"sku":"A"}"""));

        var item = (await GetAsync(Crm, "_log"))["items"]![0]!;

        (item["status"]!.GetValue<int>(), item["fault"]!.ToString()).ShouldBe((0, "timeoutAfterCommit"));
    }
}
