namespace Sync.Simulation;

/// <summary>One side's system: its kinds of records and its faults.</summary>
internal sealed class SimulatedSide(Side side)
{
    public Side Side => side;

    public required Faults Faults { get; set; }

    /// <summary>How it answers at the moment, whatever is asked.</summary>
    public Mood Mood { get; set; }

    public Dictionary<string, SimulatedKind> Kinds { get; } = [];

    /// <summary>Sends webhooks for a change: one, or two, or none.</summary>
    public void Rings(SimulatedKind kind, string id, World world)
    {
        if (!Faults.Webhooks || world.Random.NextDouble() < Faults.DropsWebhook)
            return;
        for (var times = world.Random.Next(1, 3); times > 0; times--)
            world.Disk.Inbox.Add(((side, kind.Name), new StoredHint(++world.Disk.LastHint, id)));
    }
}
