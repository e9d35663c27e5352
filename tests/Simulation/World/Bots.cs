using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>Where two systems have each a rule of its own for one property, whatever comes from the other is put back at once.</summary>
internal sealed class Bots(Shape shape)
{
    /// <summary>Has things done in a while; set by the history.</summary>
    public Action<Action> Soon { get; set; } = _ => { };

    /// <summary>The engine wrote something.</summary>
    public void Look(SimulatedKind kind, SimulatedRecord record, JsonObject patch)
    {
        var own = kind.Side.Side.Name();
        if (shape.HasBots && patch.ContainsKey("a") && (string?)record.Fields["a"] != own)
            Soon(() =>
            {
                if (!record.IsDeleted && (string?)record.Fields["a"] != own)
                    kind.PersonEdits(record, new JsonObject { ["a"] = own });
            });
    }
}
