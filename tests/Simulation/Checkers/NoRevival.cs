namespace Sync.Simulation;

/// <summary>
/// Nothing that a person deleted is made again, unless somebody brought it back, or edited its counterpart without the edit having
/// reached it. Where a deletion unlinks, not even then. A counterpart that a person made, and that was not linked, is another record.
/// </summary>
internal sealed class NoRevival : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Both.Any(r => r.RestoredAt is not null))
            return null;
        foreach (var side in Sides.Both)
        {
            foreach (var deleted in records.All[side].Where(r => r is { IsDeleted: true, DeletedByEngine: false }
                && (r.WasLinked || records.All[side.Other()].All(other => other.CreatedByEngine)) && !IsUntold(r, side, world)))
            {
                var revived = records.All[side].FirstOrDefault(r => r.CreatedByEngine && r.CreatedAt > deleted.DeletedAt);
                var isBarred = records.Pairing.Delete[side] == DeleteMode.Unlink;
                if (revived is not null && (isBarred || !(Rewrites(side.Other(), world) || records.All[side.Other()].Any(r => HasNews(records.Pairing, r, deleted, world)))))
                    return $"{deleted.Id} was deleted and came back as {revived.Id}";
            }
        }
        return null;
    }

    /// <summary>What the engine made and was never told of, and no key tells of either, it makes again: the documented limit.</summary>
    private static bool IsUntold(SimulatedRecord record, Side side, World world) =>
        record is { CreatedByEngine: true, WasLinked: false } && !world.Sides[side].Faults.Idempotent;

    /// <summary>Where a side rewrites values, a write whose answer was lost cannot be told from an edit: the documented limit.</summary>
    private static bool Rewrites(Side side, World world) => world.Sides[side].Faults.Normalises;

    /// <summary>
    /// Whether a person put something into a record that never stood in the deleted one. What a write put there whose answer the
    /// engine never had counts as news on either side: it cannot tell that from an edit. So does a reference, which two may set alike.
    /// </summary>
    private static bool HasNews(Pairing pairing, SimulatedRecord record, SimulatedRecord deleted, World world) =>
        record.History.Any(e => e.ByPerson
            ? !deleted.History.Any(d => IsThat(d, e) && IsKnown(d, deleted, world) && !(d.ByPerson && pairing.Properties.Any(p => p.To is not null && p.Name == d.Property)))
            : !IsKnown(e, record, world));

    private static bool IsThat(Edit one, Edit other) => one.Property == other.Property && Edit.Same(one.Value, other.Value);

    private static bool IsKnown(Edit edit, SimulatedRecord record, World world) =>
        edit.ByPerson || edit == record.History.First(e => e.Property == edit.Property)
        || world.Disk.Activity.Any(a => a.Activity is { Kind: ActivityKind.Updated, To: { } to } && a.Activity.Property == edit.Property
            && Edit.Same($"{ValueJson.Read(to)}", edit.Value ?? ""));
}
