using Google.Protobuf;

namespace Sync.Silo.Tests;

public sealed class GetConfigurationTests
{
    private const string File = "/etc/sync/sync.yaml";

    [Fact]
    public async Task It_is_what_runs_with_every_default_filled_in()
    {
        var configuration = await AnswerAsync(Written.Default, File);

        (configuration.File, configuration.Version).ShouldBe((File, (await StatusVersionAsync())));
        configuration.Pairings.Select(pairing => pairing.Name).ShouldBe(["customer", "product", "order", "quote-order", "user-order"]);
        (configuration.Shop.Address, configuration.Shop.Authorisation.Way).ShouldBe(("http://127.0.0.1:7102/", "none"));
        configuration.Shop.Limits.ShouldBe(new V1.SideLimits { Concurrency = 16, PerSecond = 500, Timeout = "10s" });
        configuration.Shop.Record.ModifiedAt.ShouldBe("updated_at");
        configuration.Shop.Capabilities.FindLag.ShouldBe("0s");
        configuration.Shop.Kinds.Select(kind => $"{kind.Name} {kind.Path}").ShouldBe(["customer customers", "order orders", "product products"]);
    }

    [Fact]
    public async Task A_pairing_tells_all_of_its_rules()
    {
        var order = (await AnswerAsync(Written.Default)).Pairings.Single(pairing => pairing.Name == "order");

        (order.Crm.Kind, order.Shop.Kind, order.Create).ShouldBe(("order", "order", "both"));
        (order.Crm.WhenDeleted, order.Shop.WhenDeleted, order.AgainstEdit).ShouldBe(("propagate", "propagate", "edit-wins"));
        (order.Policy, order.Preferred).ShouldBe(("newer", V1.Side.Crm));
        (order.DeletionBudget, order.DeletionWindow, order.MappingRevision).ShouldBe((200, "1h", 1));
        order.SweepEvery.ShouldBe("24h");
        order.Shop.Where.ShouldBe(new Dictionary<string, string> { ["type"] = "order" });
        order.Shop.Constants.ShouldBe(new Dictionary<string, string> { ["type"] = "\"order\"" });
        order.Match.ShouldBe(["number"]);
        order.Needs.ShouldBe(["customer"]);
        order.Properties.Single(property => property.Name == "customer").ShouldBe(new V1.PropertyConfiguration
        {
            Name = "customer",
            Type = "reference",
            Direction = "both",
            Crm = new V1.PropertySideConfiguration { Paths = { "customerId" }, IdForm = "text" },
            Shop = new V1.PropertySideConfiguration { Paths = { "customer_id" }, IdForm = "integer" },
            Compare = "exact",
            Required = true,
            To = "customer",
            Since = 1,
        });
        var lines = order.Properties.Single(property => property.Type == "lines");
        (lines.Key, lines.Properties.Count).ShouldBe(("sku", 4));
        (lines.Properties[3].Precision, lines.Properties[3].Scale).ShouldBe((12, 2));
    }

    [Theory]
    [InlineData("status", "cancelled = canceled, closed = completed, confirmed = processing, open = pending, shipped = shipped")]
    [InlineData("total", "minor units of its currency")]
    public async Task Conversions_are_told_in_words(string property, string words)
    {
        var order = (await AnswerAsync(Written.Default)).Pairings.Single(pairing => pairing.Name == "order");

        order.Properties.Single(p => p.Name == property).Shop.Conversions.ShouldBe([words]);
    }

    [Fact]
    public async Task No_secret_is_told_only_where_it_was_taken_from()
    {
        var file = Path.GetTempFileName();
        try
        {
            await System.IO.File.WriteAllTextAsync(file, "s3cret-of-a-file");
            string[] ways =
            [
                "{ bearer: env:TOKEN }", $"{{ bearer: file:{file} }}", "{ basic: { user: sync, password: env:TOKEN } }",
                $"{{ basic: {{ user: sync, password: file:{file} }} }}", "{ header: { name: X-Api-Key, value: env:TOKEN } }",
                $"{{ header: {{ name: X-Api-Key, value: file:{file} }} }}",
            ];
            foreach (var way in ways)
            {
                foreach (var hook in new[] { "env:HOOK", $"file:{file}" })
                {
                    var json = JsonFormatter.Default.Format(await AnswerAsync(Guarded(way, hook), null, ("TOKEN", "s3cret-of-the-crm"), ("HOOK", "s3cret-of-a-hook")));

                    json.ShouldNotContain("s3cret");
                    json.ShouldContain($"\"secretSource\": \"{(way.Contains("env:") ? "env:TOKEN" : $"file:{file}")}\"");
                    json.ShouldContain($"\"secretSource\": \"{hook}\"");
                }
            }
        }
        finally
        {
            System.IO.File.Delete(file);
        }
    }

    private static string Guarded(string auth, string hook) =>
        $$"""
        sides:
          crm: { address: "http://crm.invalid", auth: {{auth}}, webhooks: { secret: "{{hook}}" }, kinds: { customer: { path: customers } } }
          shop: { address: "http://shop.invalid", kinds: { customer: { path: customers } } }
        pairings:
          customer: { kinds: { crm: customer, shop: customer } }
        """;

    private static async Task<V1.GetConfigurationResponse> AnswerAsync(string yaml, string? file = null, params (string, string)[] variables)
    {
        await using var host = await ApiHost.StartAsync(configuration: Written.Load(yaml, variables), file: file);
        return await host.Api.GetConfigurationAsync(new V1.GetConfigurationRequest());
    }

    private static async Task<string> StatusVersionAsync()
    {
        await using var host = await ApiHost.StartAsync();
        return (await host.Api.GetStatusAsync(new V1.GetStatusRequest())).Version;
    }
}
