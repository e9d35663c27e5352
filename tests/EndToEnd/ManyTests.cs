using System.Text.Json.Nodes;
using Grpc.Core;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>One user of the CRM and all orders of the shop that have the user's email.</summary>
public sealed class ManyTests : World
{
    private const string UserOfMany = """
        pairings:
          user-order:
            kinds: { crm: user, shop: order }
            cardinality: { crm: many, shop: one }
            create: shop
            match: [email]
            where: { shop: { type: account } }
            constants: { shop: { type: account } }
            properties:
              email: { type: string, crm: email, shop: contact.email, compare: lower }
              name: { type: string, crm: name, shop: contact.name }
              phone: { type: string, crm: phone, shop: contact.phone }

        """;

    protected override SandboxOptions Options => new() { Customers = 1, Products = 1, Quotes = 1, Orders = 1, Users = 1 };

    [Fact]
    public async Task An_edit_of_the_user_reaches_every_order_and_an_edit_of_an_order_the_user_and_the_others()
    {
        var user = await ConfigureAsync();
        var orders = new List<string> { await OrderAsync("ADA@example.test", "1"), await OrderAsync("ada@example.test", "2"), await OrderAsync("ada@example.test", "3") };
        await StartSiloAsync();
        await LinkedAsync(user, orders.Count);

        await Crm.PatchAsync("users", user, "phone", "+41 1");
        await HaveAsync("phone", "+41 1");
        await EditAsync(orders[1], "name", "Ada of the second order");
        await HaveAsync("name", "Ada of the second order");

        orders.Add(await OrderAsync("Ada@example.test", "4"));
        await LinkedAsync(user, orders.Count);
        await HaveAsync("name", "Ada of the second order");
        await Task.WhenAll(EditAsync(orders[0], "phone", "+41 0"), EditAsync(orders[3], "phone", "+41 3"));
        await Eventually.TrueAsync(async () => await PhonesAsync() is var phones && phones is ["+41 0"] or ["+41 3"] ? null : string.Join(", ", phones));
        await RestsAsync();
        (await Shop.ListAsync("orders")).Count(o => Text(o, "type") == "account").ShouldBe(orders.Count, "no order was made for a user who has some");

        async Task<List<string>> PhonesAsync() => [.. (await Shop.ListAsync("orders")).Where(o => Text(o, "type") == "account")
            .Select(o => Text(o["contact"] as JsonObject, "phone")).Append(Text(await Crm.ReadAsync("users", user), "phone")).Distinct()];

        async Task HaveAsync(string field, string value)
        {
            await Eventually.IsAsync(value, async () => Text(await Crm.ReadAsync("users", user), field));
            foreach (var order in orders)
                await Eventually.IsAsync(value, async () => Text((await Shop.ReadAsync("orders", order))!["contact"]!.AsObject(), field));
        }
    }

    [Fact]
    public async Task An_order_that_is_deleted_leaves_the_user_and_a_user_that_is_deleted_takes_the_orders_along()
    {
        var user = await ConfigureAsync();
        string[] orders = [await OrderAsync("ada@example.test", "1"), await OrderAsync("ada@example.test", "2"), await OrderAsync("ada@example.test", "3")];
        await StartSiloAsync();
        await LinkedAsync(user, orders.Length);

        await Shop.DeleteAsync("orders", orders[0]);
        await Eventually.IsAsync(1, async () => (await PairsOfAsync(user)).Count(p => p.Summary.Status == V1.PairStatus.Unlinked));
        (await Crm.ReadAsync("users", user)).ShouldNotBeNull();
        await Crm.DeleteAsync("users", user);

        foreach (var order in orders)
            await Eventually.TrueAsync(async () => await Shop.ReadAsync("orders", order) is null ? null : $"order {order} is still there");
        await RestsAsync();
        (await Crm.FindAsync("users", "email", "ada@example.test")).ShouldBeNull();
    }

    [Fact]
    public async Task Two_users_of_one_email_are_ambiguous_and_a_user_who_comes_later_gets_the_orders_that_wait()
    {
        await ConfigureAsync();
        await Crm.CreateAsync("users", new JsonObject { ["name"] = "Ada again", ["email"] = "ada@example.test" });
        var (doubtful, early) = (await OrderAsync("ada@example.test", "1"), await OrderAsync("grace@example.test", "1"));
        await OrderAsync("grace@example.test", "2");
        await StartSiloAsync();
        await Eventually.IsAsync<V1.PairStatus?>(V1.PairStatus.Ambiguous, async () => (await FindPairAsync(V1.Side.Shop, "order", doubtful))?.Summary.Status);
        await Eventually.IsAsync<V1.PairStatus?>(V1.PairStatus.Waiting, async () => (await FindPairAsync(V1.Side.Shop, "order", early))?.Summary.Status);

        var late = Text(await Crm.CreateAsync("users", new JsonObject { ["name"] = "Grace", ["email"] = "Grace@example.test" }), "id");

        await LinkedAsync(late, 2);
    }

    [Fact]
    public async Task A_thousand_orders_of_one_user_follow_page_by_page_each_by_one_write()
    {
        const int Orders = 1_000;
        var user = await ConfigureAsync();
        foreach (var some in Enumerable.Range(0, Orders).Chunk(20))
            await Task.WhenAll(some.Select(n => OrderAsync("ada@example.test", n.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        await StartSiloAsync();
        await Eventually.IsAsync(Orders, () => CountAsync(V1.PairStatus.InSync));
        await RestsAsync();
        var before = (await Shop.SentWritesAsync()).Count;

        await Crm.PatchAsync("users", user, "phone", "+41 44 1000");

        await Eventually.IsAsync(Orders, async () => (await Shop.ListAsync("orders")).Count(o => Text(o["contact"] as JsonObject, "phone") == "+41 44 1000"));
        await RestsAsync();
        var writes = (await Shop.SentWritesAsync()).Skip(before).ToList();
        (writes.Count, writes.Select(w => w.Path).Distinct().Count()).ShouldBe((Orders, Orders));
    }

    private async Task<string> ConfigureAsync()
    {
        var text = await File.ReadAllTextAsync(ConfigurationFile);
        await File.WriteAllTextAsync(ConfigurationFile, text[..text.IndexOf("pairings:", StringComparison.Ordinal)] + UserOfMany);
        foreach (var order in await Shop.ListAsync("orders"))
            await Shop.DeleteAsync("orders", Text(order, "id"));
        var user = Text((await Crm.ListAsync("users"))[0], "id");
        await Crm.PatchAsync("users", user, "email", "ada@example.test");
        await Crm.PatchAsync("users", user, "name", "Ada");
        await Crm.PatchAsync("users", user, "phone", "+41 9");
        return user;
    }

    private async Task<string> OrderAsync(string email, string phone) => Text(
        await Shop.CreateAsync("orders", new JsonObject
        {
            ["type"] = "account", ["state"] = "active", ["currency"] = "EUR", ["total_cents"] = 0,
            ["contact"] = new JsonObject { ["email"] = email, ["name"] = "Somebody", ["phone"] = phone },
        }), "id");

    private Task EditAsync(string order, string field, string value) => Shop.PatchAsync("orders", order, "contact", new JsonObject { [field] = value });

    private async Task<IReadOnlyList<V1.Pair>> PairsOfAsync(string user)
    {
        try
        {
            var record = new V1.RecordName { Side = V1.Side.Crm, Kind = "user", ExternalId = user };
            return (await ApiAsync(async api => await api.GetPairAsync(new V1.GetPairRequest { Record = record }))).Pairs;
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }

    private Task LinkedAsync(string user, int orders) => Eventually.IsAsync(
        orders, async () => (await PairsOfAsync(user)).Count(p => p.Summary is { Status: V1.PairStatus.InSync, ShopId.Length: > 0 }));

    private async Task<int> CountAsync(V1.PairStatus status) => (int)(await ApiAsync(async api => await api.GetStatusAsync(new V1.GetStatusRequest())))
        .Pairings.SelectMany(p => p.Counts).Where(c => c.Status == status).Sum(c => c.Count);
}
