using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Sync.Sandbox;

namespace Sync.EndToEnd.Tests;

/// <summary>A plan tells what a run then does, and does nothing itself.</summary>
public sealed class PlanTests : World
{
    protected override SandboxOptions Options => base.Options with { Orders = 12, Quotes = 6, Users = 4 };

    [Fact]
    public async Task On_an_empty_store_a_plan_predicts_exactly_what_the_run_then_writes()
    {
        var plan = await PlanAsync();
        (await Crm.WritesAsync()).Concat(await Shop.WritesAsync()).ShouldBeEmpty("a plan writes nothing");
        Directory.Exists(Data).ShouldBeFalse();

        await StartSiloInStepAsync();
        await RestsAsync();

        var emails = new PerSide<Dictionary<string, string>>(await EmailsAsync(Crm), await EmailsAsync(Shop));
        foreach (var write in plan["writes"]!.AsArray().Where(w => w!["isPlanned"]!.GetValue<bool>() && w["kind"]!.ToString() == "customer"))
            emails[Sides.Parse(write!["side"]!.ToString())!.Value][write["id"]!.ToString()] = write["body"]!["email"]!.ToString();
        foreach (var (side, name) in new[] { (Crm, "crm"), (Shop, "shop") })
        {
            var known = emails[Sides.Parse(name)!.Value];
            var planned = plan["writes"]!.AsArray().Where(w => w!["side"]!.ToString() == name).Select(w => Planned(w!, known)).Order(StringComparer.Ordinal);
            var written = (await side.SentWritesAsync()).Select(w => Line(w.Method, w.Path, w.Body, known)).Order(StringComparer.Ordinal);
            planned.ShouldBe(written);
        }
        var linked = plan["pairings"]!.AsArray().ToDictionary(p => p!["pairing"]!.ToString(), p => p!["links"]!.GetValue<int>());
        (linked["customer"], linked["product"]).ShouldBe((12, 16), "30 % of the customers and 40 % of the products are on both sides");
    }

    [Fact]
    public async Task Of_a_changed_configuration_a_plan_tells_what_it_reads_otherwise_and_what_follows_while_the_old_one_runs()
    {
        // One that the CRM began with: those the silo makes there have ids that may come first, and not all have a phone.
        var customer = (await Crm.ListAsync("customers"))[0];
        await StartSiloInStepAsync();
        await RestsAsync();
        var (crmBefore, shopBefore) = ((await Crm.SentWritesAsync()).Count, (await Shop.SentWritesAsync()).Count);
        await File.WriteAllTextAsync(ConfigurationFile, (await File.ReadAllTextAsync(ConfigurationFile))
            .Replace("phone: { type: string, crm: phone, shop: telephone }", "phone: { type: string, crm: phone, shop: note }", StringComparison.Ordinal)
            .Replace("notes: { type: string, crm: notes, shop: note }", "", StringComparison.Ordinal));

        var plan = await PlanAsync();

        var pairing = plan["pairings"]!.AsArray().Single(p => p!["pairing"]!.ToString() == "customer")!;
        pairing["mapping"]!.ToJsonString().ShouldBe("""{"revision":2,"gained":[],"lost":["notes"],"otherwise":["phone"],"scope":false}""");
        var update = plan["writes"]!.AsArray().Single(w => w!["kind"]!.ToString() == "customer" && w["side"]!.ToString() == "shop"
            && w["before"]!["email"]!.ToString().Equals(Text(customer, "email"), StringComparison.OrdinalIgnoreCase))!;
        update["verb"]!.ToString().ShouldBe("update");
        update["body"]!["note"]!.ToString().ShouldBe(Text(customer, "phone"));
        plan["writes"]!.AsArray().ShouldAllBe(w => w!["pairing"]!.ToString() == "customer" && w["verb"]!.ToString() == "update");
        ((await Crm.SentWritesAsync()).Count, (await Shop.SentWritesAsync()).Count).ShouldBe((crmBefore, shopBefore), "a plan writes nothing");

        (await Silo.StopAsync()).ShouldBe(0, Silo.Output);
        await StartSiloAsync();
        await Eventually.TrueAsync(async () =>
            (await Crm.SentWritesAsync()).Count - crmBefore + (await Shop.SentWritesAsync()).Count - shopBefore is var now && now >= plan["writes"]!.AsArray().Count
                ? null
                : $"only {now} writes");
        await RestsAsync();
        foreach (var (side, name, known) in new[] { (Crm, "crm", crmBefore), (Shop, "shop", shopBefore) })
        {
            var written = (await side.SentWritesAsync()).Skip(known).Select(w => Line(w.Method, w.Path, w.Body, [])).Order(StringComparer.Ordinal);
            plan["writes"]!.AsArray().Where(w => w!["side"]!.ToString() == name).Select(w => Planned(w!, [])).Order(StringComparer.Ordinal).ShouldBe(written);
        }
        using var channel = GrpcChannel.ForAddress(await Silo.ListeningAsync());
        var running = await new V1.SyncService.SyncServiceClient(channel).GetConfigurationAsync(new V1.GetConfigurationRequest());
        running.Pairings.Single(p => p.Name == "customer").MappingChange.ShouldBe(new V1.MappingChange { Revision = 2, Lost = { "notes" }, Otherwise = { "phone" } });
        running.Pairings.Count(p => p.MappingChange is not null).ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_is_a_table_for_people()
    {
        await using var process = SiloProcess.Start("plan", "--config", ConfigurationFile, "--data", Data);

        (await process.EndAsync()).ShouldBe(0, process.Output);

        process.Output.ShouldMatch(@"pairing +pairs +link +create crm +create shop");
        process.Output.ShouldMatch(@"customer +\d+ +12 +\d+ +\d+");
        process.Output.ShouldContain("link      crm ");
        process.Output.ShouldContain("--all or --json shows them");
    }

    private async Task<JsonNode> PlanAsync()
    {
        await using var process = SiloProcess.Start("plan", "--config", ConfigurationFile, "--data", Data, "--json");
        (await process.EndAsync()).ShouldBe(0, process.Output);
        return JsonNode.Parse(process.Output)!;
    }

    private static async Task<Dictionary<string, string>> EmailsAsync(SandboxSide side) =>
        (await side.ListAsync("customers")).ToDictionary(c => Text(c, "id"), c => Text(c, "email"));

    private static string Planned(JsonNode write, Dictionary<string, string> emails)
    {
        var isCreate = write["verb"]!.ToString() == "create";
        return Line(
            write["verb"]!.ToString() switch { "create" => "POST", "update" => "PATCH", var verb => verb },
            $"/{write["kind"]}s{(isCreate ? "" : $"/{write["id"]}")}", write["body"] as JsonObject, emails);
    }

    /// <summary>A write as a text in which a customer is called by its e-mail, since ids of records to be are only stood in for.</summary>
    private static string Line(string method, string path, JsonObject? body, Dictionary<string, string> emails)
    {
        var sent = body is null ? new JsonObject() : body.DeepClone().AsObject();
        foreach (var reference in new[] { "customerId", "customer_id" })
        {
            if (sent[reference] is { } id)
                sent[reference] = emails[id.ToString()];
        }
        return $"{method} {path} {string.Join(", ", sent.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {f.Value?.ToJsonString()}"))}";
    }
}
