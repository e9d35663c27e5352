namespace Sync.Simulation;

/// <summary>Judges a history by what stands on the two sides, and by what people did. Knows nothing of the engine.</summary>
internal static class Checker
{
    private static readonly string[] Properties = ["a", "b", "c"];

    public static string? Check(History history)
    {
        var (crm, shop) = (history.SidesOfWorld.Crm, history.SidesOfWorld.Shop);
        foreach (var key in crm.Records.Values.Concat(shop.Records.Values).Select(r => r.Key).Distinct())
        {
            var fault = CheckKey(key, history.SidesOfWorld.Select(side => side.Records.Values.Where(r => r.Key == key).ToList()), history.Pairing);
            if (fault is not null)
                return $"{key}: {fault}";
        }
        return null;
    }

    private static string? CheckKey(string key, PerSide<List<SimulatedRecord>> records, Pairing pairing)
    {
        var alive = records.Select(side => side.Where(r => !r.IsDeleted).ToList());
        if (alive.Crm.Count > 1 || alive.Shop.Count > 1)
            return $"doubled: {alive.Crm.Count} on crm, {alive.Shop.Count} on shop";
        if (alive.Crm.Count != alive.Shop.Count)
            return $"not paired: {alive.Crm.Count} on crm, {alive.Shop.Count} on shop";
        var wasDeleted = records.Crm.Concat(records.Shop).Any(r => r is { IsDeleted: true, DeletedByEngine: false });
        if (alive.Crm.Count == 0)
            return wasDeleted ? CheckDeleted(records) : "lost: nobody deleted it";
        return wasDeleted ? CheckEqual(alive.Crm[0], alive.Shop[0]) : CheckValues(alive.Crm[0], alive.Shop[0], pairing);
    }

    private static string? CheckEqual(SimulatedRecord crm, SimulatedRecord shop) => Properties
        .Where(p => !Same(Now(crm, p), Now(shop, p)))
        .Select(p => $"{p} differs: crm {Now(crm, p)}, shop {Now(shop, p)}").FirstOrDefault();

    private static string? CheckValues(SimulatedRecord crm, SimulatedRecord shop, Pairing pairing) =>
        CheckEqual(crm, shop) ?? Properties.Select(p => CheckEdits(p, crm, shop, pairing)).FirstOrDefault(f => f is not null);

    /// <summary>
    /// The value that stands is the last edit of a person, on the side where nobody edited knowing the other's; where each edited
    /// without having seen the other's, either may stand.
    /// </summary>
    private static string? CheckEdits(string property, SimulatedRecord crm, SimulatedRecord shop, Pairing pairing)
    {
        var stands = Now(crm, property);
        var (lastCrm, lastShop) = (LastEdit(crm, property), LastEdit(shop, property));
        if (lastCrm is null && lastShop is null)
            return null;
        var allowed = (lastCrm, lastShop) switch
        {
            ({ } one, null) => [one],
            (null, { } one) => [one],
            ({ } c, { } s) when Saw(shop, s, c) && !MayCountAsConcurrent(pairing) => [s],
            ({ } c, { } s) when Saw(crm, c, s) && !MayCountAsConcurrent(pairing) => [c],
            var (c, s) => new[] { c!, s! },
        };
        return allowed.Any(e => Same(e.Value, stands))
            ? null
            : $"lost edit: {property} is {stands ?? "null"}, but should be {string.Join(" or ", allowed.Select(e => e.Value ?? "null"))}";
    }

    /// <summary>An edit on the target between our write and its durable result counts as concurrent; then a fixed side may win.</summary>
    private static bool MayCountAsConcurrent(Pairing pairing) => pairing.Policy is ConflictPolicy.Crm or ConflictPolicy.Shop;

    /// <summary>Whether the other side's edit had stood in this record before this edit was made.</summary>
    private static bool Saw(SimulatedRecord record, Edit edit, Edit other) => other.Value is not null
        && record.History.Any(e => e.Property == edit.Property && !e.ByPerson && e.At < edit.At && Same(e.Value, other.Value));

    /// <summary>Deleted on both sides: no edit may have been unseen by whoever deleted.</summary>
    private static string? CheckDeleted(PerSide<List<SimulatedRecord>> records)
    {
        foreach (var side in Sides.Both)
        {
            foreach (var victim in records[side].Where(r => r.DeletedByEngine))
            {
                var deleted = records[side.Other()].Where(r => r is { IsDeleted: true, DeletedByEngine: false }).ToList();
                foreach (var edit in Properties.Select(p => LastEdit(victim, p)).OfType<Edit>().Where(e => e.Value is not null))
                {
                    var isKnown = deleted.Concat(records[side]).Any(r => r != victim && r.History.Any(e => e.Property == edit.Property && Same(e.Value, edit.Value)))
                        || victim.History.Any(e => e.Property == edit.Property && !e.ByPerson && e.At > edit.At)
                        || deleted.Any(r => r.History.Any(e => e.Property == edit.Property && e.ByPerson));
                    if (!isKnown)
                        return $"lost edit: {edit.Property} = {edit.Value} on {side.Name()} was never on the other side, and its record was deleted";
                }
            }
        }
        return null;
    }

    private static Edit? LastEdit(SimulatedRecord record, string property) =>
        record.History.LastOrDefault(e => e.ByPerson && e.Property == property);

    private static string? Now(SimulatedRecord record, string property) => (string?)record.Fields[property];

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
