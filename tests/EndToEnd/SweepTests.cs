using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>What nobody told the engine of is found by a sweep, and only that.</summary>
public sealed class SweepTests : World
{
    private static readonly JsonObject Silence = new() { ["skipFeedRate"] = 1, ["dropWebhookRate"] = 1 };

    protected override SandboxOptions Options => base.Options with { Orders = 8, Users = 3 };

    [Fact]
    public async Task One_sweep_finds_every_difference_that_no_event_told_of_says_why_and_repairs_it()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var customers = await FreeCustomersAsync();
        var product = (await Shop.ListAsync("products"))[0];
        var order = (await Crm.ListAsync("orders"))[0];
        var user = (await Crm.ListAsync("users")).First(u => Text(u, "id") != Text(order, "ownerId"));
        await UnheardAsync(async () =>
        {
            await Crm.PatchAsync("customers", customers[0].Crm, "company", "edited on the CRM");
            await Crm.PatchAsync("customers", customers[1].Crm, "phone", "+41 44 111 11 11");
            await Shop.PatchAsync("customers", customers[1].Shop, "note", "edited in the shop");
            await Crm.DeleteAsync("customers", customers[2].Crm);
            await Shop.TamperAsync("customers", customers[3].Shop, null);
            await Crm.TamperAsync("customers", customers[4].Crm, new JsonObject { ["company"] = "under the old version" });
            await Crm.CreateAsync("customers", new JsonObject { ["name"] = "Nobody Noticed", ["email"] = "nobody@example.com" });
            await Shop.DeleteAsync("products", Text(product, "id"));
            await Shop.CreateAsync("products", new JsonObject { ["sku"] = "UNHEARD-1", ["title"] = "Unheard", ["currency"] = "EUR", ["price_cents"] = 100 });
            await Crm.PatchAsync("orders", Text(order, "id"), "ownerId", Text(user, "id"));
        });
        Text(await Shop.ReadAsync("customers", customers[0].Shop), "company").ShouldNotBe("edited on the CRM", "nothing told of it, so the sweep is to find it");

        var (ofCustomers, ofProducts, ofOrders) = (await SweepAsync("customer"), await SweepAsync("product"), await SweepAsync("order"));

        Found(ofCustomers).ShouldBe(["Crm MissedEdit 3", "Crm MissedDelete 1", "Crm NoRow 1", "Shop MissedEdit 1", "Shop MissedDelete 1"], ofCustomers.ToString());
        ofCustomers.Divergent.ShouldBe(6, ofCustomers.ToString());
        ofCustomers.Examples.ShouldContain(e => e.ExternalId == customers[0].Crm && e.Text.Contains("company", StringComparison.Ordinal) && e.PairId != "");
        Found(ofProducts).ShouldBe(["Shop MissedDelete 1", "Shop NoRow 1"], ofProducts.ToString());
        Found(ofOrders).ShouldBe(["Crm MissedVersion 1"], ofOrders.ToString());
        foreach (var report in new[] { ofCustomers, ofProducts, ofOrders })
            (report.Moved, report.Failed, report.Incomplete, report.Compared).ShouldBe((0, 0, false, report.Rows), report.ToString());

        await Eventually.IsAsync("under the old version", async () => Text(await Shop.ReadAsync("customers", customers[4].Shop), "company"));
        await Eventually.TrueAsync(async () => await Shop.FindAsync("customers", "email", "nobody@example.com") is null ? "not created" : null);
        await Eventually.TrueAsync(async () => await Crm.FindAsync("products", "sku", "UNHEARD-1") is null ? "not created" : null);
        await RestsAsync();
        foreach (var mirror in Mirror.All)
        {
            var sides = await mirror.ReadAsync(Crm, Shop);
            var texts = sides.Select(records => records.Select(r => $"{r.Key}: {string.Join(" | ", r.Value)}").Order(StringComparer.Ordinal));
            texts.Crm.ShouldBe(texts.Shop);
        }
        (await Shop.ReadAsync("customers", customers[2].Shop)).ShouldBeNull("its counterpart was deleted");
        (await Crm.ReadAsync("customers", customers[3].Crm)).ShouldBeNull("its counterpart was deleted");
        Found(await SweepAsync("customer")).ShouldBeEmpty("what was found is known now");
    }

    [Fact]
    public async Task A_sweep_over_a_listing_that_ends_early_deletes_nothing_and_says_so()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var before = await WritesAsync();
        var there = (await Crm.ListAsync("customers")).Count;
        await Crm.SetFaultsAsync(new JsonObject { ["cutListRate"] = 1 });

        var report = await SweepAsync("customer");

        await Crm.ClearFaultsAsync();
        (report.Incomplete, report.CrmUnlisted, report.ShopUnlisted).ShouldBe((true, there - report.CrmListed, 0), report.ToString());
        report.CrmListed.ShouldBeInRange(1, there - 1);
        (report.Divergent, report.Failed, report.Counts.Count).ShouldBe((0, 0, 0), report.ToString());
        await RestsAsync();
        (await WritesAsync()).ShouldBe(before);
        (await AskAsync(api => api.GetSweepAsync(new V1.GetSweepRequest { Pairing = "customer" }).ResponseAsync)).ShouldBe(report);
    }

    [Fact]
    public async Task While_people_edit_on_both_sides_a_sweep_calls_nothing_divergent_and_holds_nothing_up()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var storm = new Storm(Crm, Shop, Scale.Seed);
        await storm.BeginAsync();
        var sweeps = Task.WhenAll(SweepAsync("customer"), SweepAsync("product"));

        while (!sweeps.IsCompleted)
            await storm.EditAsync();

        foreach (var report in await sweeps)
            (report.Divergent, report.Incomplete).ShouldBe((0, false), report.ToString());
        await Eventually.TrueAsync(storm.ComplaintAsync);
    }

    [Fact]
    public async Task A_sweep_whose_silo_is_killed_goes_on_and_finds_the_rest()
    {
        await StartSiloInStepAsync();
        await RestsAsync();
        var customers = await FreeCustomersAsync();
        await UnheardAsync(() => Crm.PatchAsync("customers", customers[0].Crm, "company", "edited on the CRM"));
        var begun = await AskAsync(async api =>
        {
            using var call = api.Sweep(new V1.SweepRequest { Pairing = "customer", By = "Eve" });
            await call.ResponseStream.MoveNext(default);
            return call.ResponseStream.Current;
        });

        await Silo.KillAsync();
        await StartSiloAsync();

        V1.SweepReport report = null!;
        await Eventually.TrueAsync(async () =>
        {
            report = await AskAsync(api => api.GetSweepAsync(new V1.GetSweepRequest { Pairing = "customer" }).ResponseAsync);
            return report.FinishedAt is null ? report.ToString() : null;
        });
        (report.Id, report.By).ShouldBe((begun.Id, "Eve"));
        Found(report).ShouldBe(["Crm MissedEdit 1"], report.ToString());
        await Eventually.IsAsync("edited on the CRM", async () => Text(await Shop.ReadAsync("customers", customers[0].Shop), "company"));
    }

    [Fact]
    public async Task A_write_that_an_unconditional_side_carries_out_late_is_reported_by_a_sweep_and_both_sides_agree_again()
    {
        var kinds = "    kinds:\n      customer: { path: customers }\n      product: { path: products }\n      order: { path: orders }              #";
        Configure(kinds, $"    capabilities: {{ conditionalWrites: false }}\n{kinds}");
        await StartSiloInStepAsync();
        var (crm, shop) = (await FreeCustomersAsync())[0];
        foreach (var company in new[] { "first", "second" })
        {
            await Crm.PatchAsync("customers", crm, "company", company);
            await Eventually.IsAsync(company, async () => Text(await Shop.ReadAsync("customers", shop), "company"));
        }
        await RestsAsync();
        var first = (await Shop.AllWritesAsync()).Single(write => $"{write["path"]}" == $"/customers/{shop}" && $"{write["body"]}".Contains("first", StringComparison.Ordinal));
        first["ifMatch"].ShouldBeNull("the side takes no condition");
        await UnheardAsync(() => Shop.WriteAgainAsync(first));

        var report = await SweepAsync("customer");

        (report.Divergent, report.Incomplete).ShouldBe((1, false), report.ToString());
        Found(report).ShouldBe(["Shop MissedEdit 1"], report.ToString());
        report.Examples.ShouldHaveSingleItem().ExternalId.ShouldBe(shop);
        await Eventually.IsAsync("first", async () => Text(await Crm.ReadAsync("customers", crm), "company"));
        Text(await Shop.ReadAsync("customers", shop), "company").ShouldBe("first");
    }

    [Fact]
    public async Task By_its_schedule_a_sweep_begins_by_itself()
    {
        await File.WriteAllTextAsync(ConfigurationFile, (await File.ReadAllTextAsync(ConfigurationFile)).Replace("sweep: 24h", "sweep: 10s", StringComparison.Ordinal));
        await StartSiloInStepAsync();
        var customers = await FreeCustomersAsync();
        await UnheardAsync(() => Shop.PatchAsync("customers", customers[0].Shop, "company", "edited in the shop"));

        await Eventually.IsAsync("edited in the shop", async () => Text(await Crm.ReadAsync("customers", customers[0].Crm), "company"));

        (await AskAsync(api => api.GetSweepAsync(new V1.GetSweepRequest { Pairing = "customer" }).ResponseAsync)).By.ShouldBe("schedule");
    }

    private static IEnumerable<string> Found(V1.SweepReport report) => report.Counts.Select(count => $"{count.Side} {count.Reason} {count.Count}");

    /// <summary>Does something that neither feeds nor webhooks tell of, and waits until the feeds are past it.</summary>
    private async Task UnheardAsync(Func<Task> act)
    {
        foreach (var side in new[] { Crm, Shop })
            await side.SetFaultsAsync(Silence.DeepClone().AsObject());
        await act();
        await Eventually.TrueAsync(async () =>
        {
            var status = await AskAsync(api => api.GetStatusAsync(new V1.GetStatusRequest()).ResponseAsync);
            foreach (var ingest in status.Ingests)
            {
                if (!await (ingest.Side == V1.Side.Crm ? Crm : Shop).IsEndOfFeedAsync($"{ingest.Kind}s", ingest.Checkpoint))
                    return $"{ingest.Side} {ingest.Kind} is at {ingest.Checkpoint}";
            }
            return null;
        });
        foreach (var side in new[] { Crm, Shop })
            await side.ClearFaultsAsync();
    }

    /// <summary>Linked customers that no order or quote refers to.</summary>
    private async Task<IReadOnlyList<(string Crm, string Shop)>> FreeCustomersAsync()
    {
        var taken = (await Crm.ListAsync("orders")).Concat(await Crm.ListAsync("quotes")).Select(r => Text(r, "customerId")).ToHashSet();
        var free = new List<(string, string)>();
        foreach (var customer in (await Crm.ListAsync("customers")).Where(c => !taken.Contains(Text(c, "id"))).Take(5))
            free.Add((Text(customer, "id"), Text(await Shop.FindAsync("customers", "email", Text(customer, "email")), "id")));
        return free;
    }

    private async Task<(int Crm, int Shop)> WritesAsync() => ((await Crm.WritesAsync()).Count, (await Shop.WritesAsync()).Count);

    /// <summary>A sweep to its end; its report.</summary>
    private Task<V1.SweepReport> SweepAsync(string pairing) => AskAsync(async api =>
    {
        using var call = api.Sweep(new V1.SweepRequest { Pairing = pairing, By = "Eve" });
        V1.SweepReport? last = null;
        await foreach (var report in call.ResponseStream.ReadAllAsync())
            last = report;
        return last!;
    });

    private async Task<T> AskAsync<T>(Func<V1.SyncService.SyncServiceClient, Task<T>> ask)
    {
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        return await ask(new V1.SyncService.SyncServiceClient(channel));
    }
}
