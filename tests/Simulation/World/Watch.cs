using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>Looks at every write of the engine as it takes effect, for what cannot be seen any more at the end.</summary>
internal sealed class Watch(World world)
{
    /// <summary>The first thing that went wrong.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>How often each property of each record was written by the engine.</summary>
    public Dictionary<(SimulatedRecord Record, string Property), int> Writes { get; } = [];

    public void Written(SimulatedKind kind, SimulatedRecord record, JsonObject patch)
    {
        foreach (var (property, value) in patch)
        {
            if (property is "key" or "type")
                continue;
            Writes[(record, property)] = Writes.GetValueOrDefault((record, property)) + 1;
            Fault ??= Dangles(kind, record, property, (string?)value) ?? Decides(kind, record, property) ?? Returns(kind, record, property);
        }
    }

    private Fault? Dangles(SimulatedKind kind, SimulatedRecord record, string property, string? value) =>
        value is not null && world.ReferredTo(kind, property) is { } target && !target.Records.ContainsKey(value)
            ? new Fault("NoDangling", $"{record.Id} {property} was set to {value}, which never was")
            : null;

    private Fault? Decides(SimulatedKind kind, SimulatedRecord record, string property) =>
        world.Disk.HolderOf(kind.Side.Side, record.Id) is { } row && world.Disk.OpenConflicts.Contains((row.Id, property))
            ? new Fault("OnlyPeopleDecide", $"{record.Id} {property} was written while it waited for a person")
            : null;

    private Fault? Returns(SimulatedKind kind, SimulatedRecord record, string property) =>
        world.PairingOf(kind, record).Properties.Single(p => p.Name == property).Source == kind.Side.Side
            ? new Fault("OneWay", $"{record.Id} {property} was written on the side it flows from")
            : null;
}

/// <summary>What is wrong, and which checker says so.</summary>
internal sealed record Fault(string Checker, string Words)
{
    public override string ToString() => $"{Checker}: {Words}";
}
