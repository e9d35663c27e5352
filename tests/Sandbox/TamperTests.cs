namespace Sync.Sandbox.Tests;

/// <summary>What is changed as by hand in a side's database.</summary>
public sealed class TamperTests : Playground
{
    [Fact]
    public async Task A_record_changed_silently_shows_other_values_under_its_old_version_and_nobody_is_told()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A","name":"one"}""");
        var cursor = (await GetAsync(Crm, "products"))["cursor"];

        (await SendAsync(Crm, HttpMethod.Post, "_silent", $$$"""{"kind":"products","id":"{{{made["id"]}}}","patch":{"name":"two"}}""")).Status.ShouldBe(204);

        var now = await GetAsync(Crm, $"products/{made["id"]}");
        (now["name"]!.ToString(), now["version"]!.ToString()).ShouldBe(("two", made["version"]!.ToString()));
        IdsOf(await GetAsync(Crm, $"products?since={cursor}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_removed_silently_is_gone_without_a_tombstone()
    {
        var made = await CreateAsync(Crm, "products", """{"sku":"A","name":"one"}""");
        var cursor = (await GetAsync(Crm, "products"))["cursor"];

        (await SendAsync(Crm, HttpMethod.Post, "_silent", $$"""{"kind":"products","id":"{{made["id"]}}"}""")).Status.ShouldBe(204);

        IdsOf(await GetAsync(Crm, "products")).ShouldBeEmpty();
        IdsOf(await GetAsync(Crm, $"products?since={cursor}")).ShouldBeEmpty();
        (await SendAsync(Crm, HttpMethod.Post, "_silent", $$"""{"kind":"products","id":"{{made["id"]}}"}""")).Status.ShouldBe(404);
    }
}
