using System.Text.Json.Nodes;

namespace Sync.Sandbox.Tests;

public sealed class SeedTests : Playground
{
    protected override SandboxOptions Options => new();

    [Fact]
    public async Task Both_sides_start_with_as_much_as_promised()
    {
        (await AllAsync(Crm, "users")).Count.ShouldBe(20);
        (await AllAsync(Crm, "customers")).Count.ShouldBe(200);
        (await AllAsync(Crm, "products")).Count.ShouldBe(300);
        (await AllAsync(Crm, "quotes")).Count.ShouldBe(100);
        (await AllAsync(Crm, "orders")).Count.ShouldBe(150);
        (await AllAsync(Shop, "customers")).Count.ShouldBe(80);
        (await AllAsync(Shop, "products")).Count.ShouldBe(150);
        (await AllAsync(Shop, "orders")).Count.ShouldBe(50);
    }

    [Fact]
    public async Task The_sides_share_customers_products_and_orders()
    {
        var emails = Values(await AllAsync(Crm, "customers"), "email");
        var numbers = Values(await AllAsync(Crm, "orders"), "number");
        var skus = Values(await AllAsync(Crm, "products"), "sku");

        Values(await AllAsync(Shop, "customers"), "email").Intersect(emails, StringComparer.OrdinalIgnoreCase).Count().ShouldBe(60);
        Values(await AllAsync(Shop, "products"), "sku").Intersect(skus).Count().ShouldBe(120);
        Values(await AllAsync(Shop, "orders"), "reference").Intersect(numbers).Count().ShouldBe(25);
    }

    [Fact]
    public async Task A_shared_order_belongs_to_the_same_person_on_both_sides()
    {
        var shared = (await GetAsync(Shop, "orders?limit=1"))["items"]![0]!;
        var order = (await GetAsync(Crm, $"orders?number={shared["reference"]}"))["items"]![0]!;

        var inShop = await GetAsync(Shop, $"customers/{shared["customer_id"]}");
        var inCrm = await GetAsync(Crm, $"customers/{order["customerId"]}");

        inShop["email"]!.ToString().ShouldBe(inCrm["email"]!.ToString(), StringCompareShould.IgnoreCase);
        shared["total_cents"]!.GetValue<decimal>().ShouldBe(order["total"]!.GetValue<decimal>() * 100);
    }

    [Fact]
    public async Task Every_reference_is_to_a_living_record()
    {
        var customers = Values(await AllAsync(Crm, "customers"), "id").ToHashSet();
        var users = Values(await AllAsync(Crm, "users"), "id").ToHashSet();
        var quotes = await AllAsync(Crm, "quotes");

        Values(quotes, "customerId").ShouldAllBe(id => customers.Contains(id));
        Values(quotes, "ownerId").ShouldAllBe(id => users.Contains(id));
    }

    [Fact]
    public async Task A_restart_invents_nothing_twice_and_keeps_edits()
    {
        var one = (await GetAsync(Crm, "customers?limit=1"))["items"]![0]!;
        await SendAsync(Crm, HttpMethod.Patch, $"customers/{one["id"]}", """{"name":"Edited"}""");
        await RestartAsync();

        (await AllAsync(Crm, "customers")).Count.ShouldBe(200);
        (await GetAsync(Crm, $"customers/{one["id"]}"))["name"]!.ToString().ShouldBe("Edited");
    }

    [Fact]
    public void The_same_amounts_invent_the_same_world()
    {
        static string Spell(Seed.World world) =>
            string.Join('\n', world.Crm.Concat(world.Shop).Select(record => $"{record.Id} {record.UpdatedAt} {record.Fields}"));

        Spell(Seed.World.Invent(new SandboxOptions())).ShouldBe(Spell(Seed.World.Invent(new SandboxOptions())));
    }

    private static async Task<JsonArray> AllAsync(HttpClient side, string kind) =>
        (await GetAsync(side, $"{kind}?limit=1000"))["items"]!.AsArray();

    private static IEnumerable<string> Values(JsonArray records, string field) => records.Select(record => record![field]!.ToString());
}
