using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>Links that people end, make and merge while both systems go on.</summary>
public sealed class LinkLifeTests : World
{
    protected override SandboxOptions Options => new() { Customers = 8, Products = 4, Quotes = 2, Orders = 16, Users = 1 };

    [Fact]
    public async Task Customers_merged_in_the_shop_are_one_after_one_review_step_and_nothing_is_doubled()
    {
        await ConfigureAsync("delete: { crm: propagate, shop: propagate, againstEdit: edit-wins }", "delete: { crm: propagate, shop: unlink }");
        await StartSiloInStepAsync();
        await RestsAsync();
        var (stays, goes) = await TwoCustomersWithOrdersAsync();
        var (crmStays, crmGoes) = (await CounterpartAsync(stays), await CounterpartAsync(goes));
        var customers = (await Crm.ListAsync("customers")).Count;
        var moved = (await Crm.ListAsync("orders")).Count(order => Text(order, "customerId") == crmGoes);
        moved.ShouldBeGreaterThan(0);

        foreach (var order in (await Shop.ListAsync("orders")).Where(order => Text(order, "customer_id") == goes))
            await Shop.PatchAsync("orders", Text(order, "id"), "customer_id", int.Parse(stays, System.Globalization.CultureInfo.InvariantCulture));
        await Shop.DeleteAsync("customers", goes);
        await Eventually.IsAsync(V1.PairStatus.Unlinked, async () => (await PairAsync(V1.Side.Crm, "customer", crmGoes)).Summary.Status);
        (await Crm.ReadAsync("customers", crmGoes)).ShouldNotBeNull("nobody has said yet what is to become of it");
        var (pair, into) = (Seen(await PairAsync(V1.Side.Crm, "customer", crmGoes)), Seen(await PairAsync(V1.Side.Crm, "customer", crmStays)));
        await MergeAsync(new V1.MergeRequest { Pair = pair, Into = into, By = "Eve" });

        await Eventually.IsAsync(true, async () => await Crm.ReadAsync("customers", crmGoes) is null && await FindPairAsync(V1.Side.Crm, "customer", crmGoes) is null);
        await RestsAsync();
        (await Crm.ListAsync("orders")).ShouldAllBe(order => Text(order, "customerId") != crmGoes);
        ((await Crm.ListAsync("customers")).Count, (await Shop.ListAsync("customers")).Count).ShouldBe((customers - 1, customers - 1));
    }

    [Fact]
    public async Task Records_that_nothing_matches_are_linked_by_hand_as_previewed_and_what_was_unlinked_goes_on_where_it_was()
    {
        await ConfigureAsync("create: both                           # where", "create: none                           # where");
        await StartSiloAsync();
        var crm = Text(await Crm.CreateAsync("customers", new JsonObject { ["email"] = "ada@old.test", ["name"] = "Ada Lovelace", ["phone"] = "+41 1" }), "id");
        var shop = Text(await Shop.CreateAsync("customers", new JsonObject { ["email"] = "ada@new.test", ["first_name"] = "Ada", ["last_name"] = "Byron", ["telephone"] = "+41 1" }), "id");
        V1.Pair? half = null;
        await Eventually.TrueAsync(async () => (half = await FindPairAsync(V1.Side.Crm, "customer", crm)) is null
            || await FindPairAsync(V1.Side.Shop, "customer", shop) is null ? "no pair yet" : null);
        await RestOfAsync(half!.Summary.Id);

        var preview = await AskAsync(api => api.LinkAsync(new V1.LinkRequest { Pair = Seen(half), Side = V1.Side.Shop, ExternalId = shop, By = "Eve", Preview = true }));
        preview.Follows.Select(f => (f.Side, f.Property, f.Then.Text)).ShouldBe(
            [(V1.Side.Shop, "email", "ada@old.test"), (V1.Side.Shop, "name", "Ada Lovelace")], ignoreOrder: true);
        Text(await Shop.ReadAsync("customers", shop), "last_name").ShouldBe("Byron");
        await AskAsync(api => api.LinkAsync(new V1.LinkRequest { Pair = Seen(half), Side = V1.Side.Shop, ExternalId = shop, By = "Eve" }));
        await Eventually.IsAsync("Lovelace", async () => Text(await Shop.ReadAsync("customers", shop), "last_name"));
        var pair = await RestOfAsync(half.Summary.Id);
        (pair.Summary.ShopId, (await PairAsync(V1.Side.Shop, "customer", shop)).Summary.Id).ShouldBe((shop, half.Summary.Id));

        await AskAsync(api => api.UnlinkAsync(new V1.UnlinkRequest { Pair = Seen(pair), By = "Eve" }));
        await Shop.PatchAsync("customers", shop, "telephone", "+41 2");
        await Crm.PatchAsync("customers", crm, "name", "Ada King");
        var shown = await AskAsync(api => api.GetCandidatesAsync(new V1.GetCandidatesRequest { PairId = pair.Summary.Id }));
        shown.Candidates.Select(c => c.Values.Single(v => v.Property == "phone").Value.Text).ShouldBe(["+41 1", "+41 2"]);
        await Eventually.TrueAsync(async () =>
        {
            pair = await PairAsync(V1.Side.Crm, "customer", crm);
            var lifted = await AskAsync(api => api.LiftAsync(new V1.LiftRequest { Pair = Seen(pair), By = "Eve" }));
            return lifted.Follows.Count == 2 ? null : $"{lifted}";
        });

        await Eventually.IsAsync("King", async () => Text(await Shop.ReadAsync("customers", shop), "last_name"));
        await Eventually.IsAsync("+41 2", async () => Text(await Crm.ReadAsync("customers", crm), "phone"));
    }

    private static V1.SeenPair Seen(V1.Pair pair) => new() { PairId = pair.Summary.Id, CrmId = pair.Summary.CrmId, ShopId = pair.Summary.ShopId };

    private async Task<(string Stays, string Goes)> TwoCustomersWithOrdersAsync()
    {
        var ids = (await Shop.ListAsync("orders")).Where(order => Text(order, "type") == "order").Select(order => Text(order, "customer_id")).Distinct().Take(2).ToList();
        return (ids[0], ids[1]);
    }

    private async Task<string> CounterpartAsync(string shop) => (await PairAsync(V1.Side.Shop, "customer", shop)).Summary.CrmId;

    /// <summary>Once the orders have followed: until then it is refused.</summary>
    private Task MergeAsync(V1.MergeRequest request) => Eventually.TrueAsync(async () =>
    {
        try
        {
            var answer = await AskAsync(api => api.MergeAsync(request));
            return answer.Follows.Single() is { Side: V1.Side.Crm, Act: V1.ForeseenAct.Delete } ? null : $"{answer}";
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition && refused.Status.Detail.Contains("still refer", StringComparison.Ordinal))
        {
            return refused.Status.Detail;
        }
    });

    private async Task<V1.Pair> RestOfAsync(string id)
    {
        V1.Pair pair = null!;
        await Eventually.TrueAsync(async () =>
        {
            pair = (await AskAsync(api => api.GetPairAsync(new V1.GetPairRequest { PairId = id }))).Pairs[0];
            return pair.Summary.Status is V1.PairStatus.InSync or V1.PairStatus.Waiting ? null : $"is {pair.Summary.Status}";
        });
        return pair;
    }

    private async Task<T> AskAsync<T>(Func<V1.SyncService.SyncServiceClient, AsyncUnaryCall<T>> ask)
    {
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        return await ask(new V1.SyncService.SyncServiceClient(channel));
    }

    private async Task ConfigureAsync(string from, string to)
    {
        var text = await File.ReadAllTextAsync(ConfigurationFile);
        text.ShouldContain(from);
        await File.WriteAllTextAsync(ConfigurationFile, text.Replace(from, to, StringComparison.Ordinal));
    }
}
