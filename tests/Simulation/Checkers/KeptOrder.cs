namespace Sync.Simulation;

/// <summary>Lines that one person put into another order stand in it, whatever else is done to lines.</summary>
internal sealed class KeptOrder : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Pair is not { } pair || records.WasDeleted)
            return null;
        foreach (var property in records.Pairing.Properties.Where(p => p.Type == PropertyType.Lines && !world.Disk.Tells(p.Name, ActivityKind.Decided, ActivityKind.Resolved, ActivityKind.Conflict)))
        {
            var order = Parts.OrderOf(property.Name);
            var reorders = Sides.Both.SelectMany(side => ReordersOf(pair[side], order)).ToList();
            if (Sides.Both.Any(side => pair[side].History.Any(e => e.Property == order && e.LostInWindow)))
                continue;
            if (reorders is [var wanted] && Keys(pair.Crm.Now(order)) is var stands && !wanted.Where(stands.Contains).SequenceEqual(stands.Where(wanted.Contains)))
                return $"lines were put in the order {string.Join(',', wanted)}, and stand in the order {string.Join(',', stands)}";
        }
        return null;
    }

    /// <summary>What a person only put in another order.</summary>
    private static IEnumerable<string[]> ReordersOf(SimulatedRecord record, string order)
    {
        var before = Array.Empty<string>();
        foreach (var edit in record.History.Where(e => e.Property == order))
        {
            var now = Keys(edit.Value);
            if (edit.ByPerson && now.Length > 1 && before.Order(StringComparer.Ordinal).SequenceEqual(now.Order(StringComparer.Ordinal)))
                yield return now;
            before = now;
        }
    }

    private static string[] Keys(string? order) => string.IsNullOrEmpty(order) ? [] : order.Split(',');
}
