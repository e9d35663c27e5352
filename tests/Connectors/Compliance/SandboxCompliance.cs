using Microsoft.Extensions.DependencyInjection;
using Sync.Sandbox;

namespace Sync.Connectors.Tests.Compliance;

/// <summary>The HTTP connector against the sandbox, over real HTTP in this process.</summary>
public abstract class SandboxCompliance(Side side) : ConnectorCompliance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-connectors-");
    private SandboxHost sandbox = null!;
    private ServiceProvider services = null!;

    protected override IConnector Connector => services.GetRequiredService<PerSide<IConnector>>()[side];

    /// <summary>How the side is spoken to.</summary>
    protected virtual Protocol Protocol => new();

    protected override string Kind => "customer";

    protected override string UniqueField => "email";

    protected override (string Patch, string Field) BadPatch => ("""{"email":"no address"}""", "email");

    private Uri Address => side == Side.Crm ? sandbox.CrmAddress : sandbox.ShopAddress;

    public override async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(new SandboxOptions { CrmPort = 0, ShopPort = 0, DataFolder = folder.FullName, Seed = false });
        services = new ServiceCollection().AddLogging()
            .AddConnectors(Configured.Both(Speaking(sandbox.CrmAddress), Speaking(sandbox.ShopAddress)))
            .BuildServiceProvider();
    }

    public override async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private SideConfiguration Speaking(Uri address) => Configured.Side(address) with { Protocol = Protocol };

    protected override string Unique(int number) => $"ann{number}+test@example.com";

    protected override async Task ExpireAsync()
    {
        using var http = new HttpClient();
        (await http.PostAsync(new Uri(Address, "_expire"), null)).EnsureSuccessStatusCode();
    }
}

public sealed class SandboxCrmCompliance() : SandboxCompliance(Side.Crm)
{
    protected override string Body(int number) => $$"""{"name":"Ann {{number}}","email":"{{Unique(number)}}","creditLimit":10.50}""";

    protected override string Patch(string text) => $$"""{"notes":"{{text}}"}""";
}

public sealed class SandboxShopCompliance() : SandboxCompliance(Side.Shop)
{
    protected override string Body(int number) =>
        $$"""{"first_name":"Ann","last_name":"{{number}}","email":"{{Unique(number)}}","credit_limit_cents":1050}""";

    protected override string Patch(string text) => $$"""{"note":"{{text}}"}""";
}
