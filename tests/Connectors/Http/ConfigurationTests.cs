using Microsoft.Extensions.DependencyInjection;

namespace Sync.Connectors.Tests.Http;

public sealed class ConfigurationTests
{
    private static readonly SideConfiguration Crm = Configured.Side(new Uri("http://127.0.0.1:9/api/"));

    [Fact]
    public void A_connector_that_does_not_exist_is_refused()
    {
        Should.Throw<NotSupportedException>(() => new ServiceCollection().AddConnectors(Configured.Both(Crm with { Connector = "soap" })))
            .Message.ShouldContain("'soap'");
    }

    [Fact]
    public void An_unknown_placeholder_is_refused_with_those_that_are_known()
    {
        var configuration = Configured.Both(Crm with { Protocol = new Protocol { Read = new Operation("GET", "{path}/{number}") } });
        using var services = new ServiceCollection().AddLogging().AddConnectors(configuration).BuildServiceProvider();

        Should.Throw<ArgumentException>(() => services.GetRequiredService<PerSide<IConnector>>())
            .Message.ShouldBe("'{path}/{number}' has the unknown placeholder {number}; known are path, id, cursor, since, offset, limit, wait, after, field, value, partition.");
    }

    [Fact]
    public async Task A_kind_overrides_its_side_and_paths_are_under_the_sides_address()
    {
        await using var bench = await Bench.StartAsync(c => c with
        {
            Address = new Uri(c.Address, "api/v1"),
            Kinds = c.Kinds.SetItem("customer", new KindConfiguration
            {
                Path = "/crm/people/",
                Record = new RecordFields { Id = "uuid" },
                Protocol = c.Protocol with { Update = new Operation("put", "/{path}/{id}?full=1") },
                Capabilities = new ConnectorCapabilities { ConditionalWrites = false },
            }),
        });
        bench.Side.Says(200, """{"uuid":"u"}""");

        (await bench.UpdateAsync("u")).ShouldBeOfType<WriteOutcome.Succeeded>().Record!.Id.ShouldBe("u");

        var asked = bench.Side.Requests.Single();
        (asked.Method, asked.Url).ShouldBe(("PUT", "/api/v1/crm/people/u?full=1"));
        bench.Connector.Capabilities("customer").ConditionalWrites.ShouldBeFalse();
        bench.Connector.Capabilities("order").ConditionalWrites.ShouldBeTrue();
        Should.Throw<KeyNotFoundException>(() => bench.Connector.Capabilities("invoice")).Message.ShouldContain("customer, order");
    }
}
