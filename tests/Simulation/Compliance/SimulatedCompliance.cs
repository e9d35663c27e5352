using Sync.Connectors.Tests.Compliance;

namespace Sync.Simulation;

/// <summary>A simulated side on a good day keeps what every connector must: the very suite of the real ones.</summary>
public abstract class SimulatedCompliance(Side side) : ConnectorCompliance
{
    private readonly World world = new(new Random(1), Shapes.Compliant);

    protected override IConnector Connector => field ??= new PromptConnector(world, side);

    protected override string Kind => "thing";

    protected override string UniqueField => "key";

    protected override (string Patch, string Field) BadPatch => ($$"""{"a":"no{{SimulatedKind.Refused}}"}""", "a");

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync() => Task.CompletedTask;

    protected override string Unique(int number) => $"k{number}";

    protected override string Body(int number) => $$"""{"key":"{{Unique(number)}}","a":"one","b":null}""";

    protected override string Patch(string text) => $$"""{"b":"{{text}}"}""";

    protected override Task ExpireAsync()
    {
        world.Sides[side].Kinds[Kind].ForgetCursors();
        return Task.CompletedTask;
    }
}

public sealed class SimulatedCrmCompliance() : SimulatedCompliance(Side.Crm);

public sealed class SimulatedShopCompliance() : SimulatedCompliance(Side.Shop);
