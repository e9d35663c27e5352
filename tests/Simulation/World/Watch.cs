using System.Text.Json.Nodes;

namespace Sync.Simulation;

/// <summary>Looks at every write of the engine as it takes effect, for what cannot be seen any more at the end.</summary>
internal sealed class Watch(World world)
{
    private readonly Dictionary<(string Pairing, string Key, Side Side), int> deletions = [];

    /// <summary>The first thing that went wrong.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>How often each property of each record was written by the engine.</summary>
    public Dictionary<(SimulatedRecord Record, string Property), int> Writes { get; } = [];

    /// <summary>Deletions that people agreed to, by pairing.</summary>
    public Dictionary<string, int> Agreed { get; } = [];

    /// <summary>The engine is about to write.</summary>
    public void Writing(SimulatedKind kind, SimulatedRecord record, JsonObject patch)
    {
        if (record.Types.Count > 1 && world.PairingOf(kind, record).Where[kind.Side.Side].Any(w => (string?)record.Fields[w.Key] != w.Value))
            Fault ??= new Fault("Paused", $"{record.Id} was written while it is outside the pairing's where");
        foreach (var property in world.PropertiesOf(kind).Where(p => p.Name != "key" && p.Paths[kind.Side.Side].Any(patch.ContainsKey)))
        {
            Writes[(record, property.Name)] = Writes.GetValueOrDefault((record, property.Name)) + 1;
            Fault ??= Dangles(kind, record, property, patch) ?? Decides(kind, record, property) ?? Returns(kind, record, property)
                ?? Worsens(kind, record, property, patch);
        }
    }

    /// <summary>A process sends a write. Whom it has itself made durable as left alone it leaves alone; of another's word it may not know yet.</summary>
    public void Sending(Side side, string record, long session)
    {
        var holders = world.Disk.Rows.Values.Where(row => row.ExternalIds[side] == record).ToList();
        if (holders.Count > 0 && holders.All(row => row.Status == PairStatus.Unlinked && world.Disk.CommittedBy.GetValueOrDefault(row.Id) == session))
            Fault ??= new Fault("LeftAlone", $"{record} was written to while its pair is unlinked");
    }

    /// <summary>The engine is about to delete: never more of a pairing than its budget has and people agreed to.</summary>
    public void Deleting(SimulatedKind kind, SimulatedRecord record)
    {
        var pairing = world.PairingOf(kind, record);
        var own = (pairing.Name, record.Key, kind.Side.Side);
        deletions[own] = deletions.GetValueOrDefault(own) + 1;
        // Both records of a pair go by one grant.
        var times = deletions.Where(of => of.Key.Pairing == pairing.Name).GroupBy(of => of.Key.Key).Sum(pair => pair.Max(of => of.Value));
        if (times > pairing.DeletionBudget + Agreed.GetValueOrDefault(pairing.Name))
            Fault ??= new Fault("BudgetHeld", $"{record.Id} is deletion {times} of {pairing.Name}, and nobody agreed to it");
        if (WasEditedSinceMerged(kind, record))
            Fault ??= new Fault("NoLostEdit", $"{record.Id} was edited after it was merged away, and deleted before anybody saw that");
        if (pairing.Delete[kind.Side.Side.Other()] is not DeleteMode.Propagate && !world.Disk.TellsMerged(record.Id))
            Fault ??= new Fault("NoLostRecord", $"{record.Id} was deleted by the engine, and nothing deleted on the other side may do that");
    }

    /// <summary>What people said of a record they said of what they knew of it then.</summary>
    private bool WasEditedSinceMerged(SimulatedKind kind, SimulatedRecord record) =>
        world.Disk.HolderOf(kind.Side.Side, record.Id) is { } row
        && world.Disk.StoryOf(row.Id).FirstOrDefault(told => told.Activity.Kind is ActivityKind.Merged or ActivityKind.Linked)?.Activity is { Kind: ActivityKind.Merged } merged
        && record.History.Any(edit => edit.ByPerson && edit.At > merged.At);

    private Fault? Dangles(SimulatedKind kind, SimulatedRecord record, Property property, JsonObject patch) =>
        (property.To is null ? null : (string?)patch[property.Name]) is { } value && !world.ReferredTo(kind, property.Name)!.Records.ContainsKey(value)
            ? new Fault("NoDangling", $"{record.Id} {property.Name} was set to {value}, which never was")
            : null;

    private Fault? Decides(SimulatedKind kind, SimulatedRecord record, Property property) =>
        world.Disk.HolderOf(kind.Side.Side, record.Id) is { } row && row.Many != kind.Side.Side && world.Disk.OpenConflicts.Contains((row.Id, property.Name))
            ? new Fault("OnlyPeopleDecide", $"{record.Id} {property.Name} was written while it waited for a person")
            : null;

    private static Fault? Returns(SimulatedKind kind, SimulatedRecord record, Property property) => property.Source == kind.Side.Side
        ? new Fault("OneWay", $"{record.Id} {property.Name} was written on the side it flows from")
        : null;

    /// <summary>
    /// What a person wrote is written over by nothing that is only the other side's form of it, if the engine was told of that form
    /// in the answer to its own write. Where it was not, nobody can tell it from an edit.
    /// </summary>
    private Fault? Worsens(SimulatedKind kind, SimulatedRecord record, Property property, JsonObject patch)
    {
        if (Parts.IsComposed(property) || property.To is not null || world.IsRevised || world.HasZombies || record.Last(property.Name) is not { ByPerson: true } own)
            return null;
        var (_, text) = Parts.Of(property, kind.Side.Side, Merged(record.Fields, patch), id => id).Single();
        var pairing = world.PairingOf(kind, record);
        // Records that find each other again after a deletion or a split agree anew, and people are told what was decided.
        if (world.Disk.Activity.Any(a => a.Activity.Kind == ActivityKind.Split) || Sync.Sides.Both.SelectMany(side => world.RecordsOf(pairing, side)).Any(r => r.Key == record.Key && (r.IsDeleted || r.RestoredAt is not null)))
            return null;
        return text != own.Value && Edit.Same(text, own.Value) && world.RecordsOf(pairing, kind.Side.Side.Other())
            .Any(r => r.Key == record.Key && r.Last(property.Name) is { ByPerson: false, IsTold: true } form && form.Value == text && form.At > world.LastDeath)
            ? new Fault("NotWorsened", $"{record.Id} {property.Name} was {own.Value}, and became {text}")
            : null;
    }

    private static JsonObject Merged(JsonObject fields, JsonObject patch)
    {
        var merged = fields.DeepClone().AsObject();
        foreach (var (field, value) in patch)
            merged[field] = value?.DeepClone();
        return merged;
    }
}

/// <summary>What is wrong, and which checker says so.</summary>
internal sealed record Fault(string Checker, string Words)
{
    public override string ToString() => $"{Checker}: {Words}";
}
