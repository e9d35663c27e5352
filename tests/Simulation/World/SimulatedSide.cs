namespace Sync.Simulation;

/// <summary>One side's system: its kinds of records and its faults.</summary>
internal sealed class SimulatedSide(Side side)
{
    public Side Side => side;

    public required Faults Faults { get; set; }

    public Dictionary<string, SimulatedKind> Kinds { get; } = [];
}
