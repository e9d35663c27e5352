namespace Sync.Simulation;

/// <summary>
/// Nothing that a person deleted is made again, unless somebody brought it back, or edited its counterpart without the edit having
/// reached it. Where a deletion unlinks, not even then.
/// </summary>
internal sealed class NoRevival : IChecker
{
    public string? Check(Counterparts records, World world)
    {
        if (records.Both.Any(r => r.RestoredAt is not null))
            return null;
        foreach (var side in Sides.Both)
        {
            foreach (var deleted in records.All[side].Where(r => r is { IsDeleted: true, DeletedByEngine: false, WasLinked: true }))
            {
                var revived = records.All[side].FirstOrDefault(r => r.CreatedByEngine && r.CreatedAt > deleted.DeletedAt);
                var isBarred = records.Pairing.Delete[side] == DeleteMode.Unlink;
                if (revived is not null && (isBarred || !records.All[side.Other()].Any(r => HasNews(r, deleted, world))))
                    return $"{deleted.Id} was deleted and came back as {revived.Id}";
            }
        }
        return null;
    }

    /// <summary>
    /// Whether a person put something into a record that never stood in the deleted one; or it stood there, but the engine was
    /// never told that its write had been done.
    /// </summary>
    private static bool HasNews(SimulatedRecord record, SimulatedRecord deleted, World world) => record.History.Any(e => e.ByPerson
        && !deleted.History.Any(d => d.Property == e.Property && Edit.Same(d.Value, e.Value) && (d.ByPerson || IsAnswered(d, deleted, world))));

    private static bool IsAnswered(Edit written, SimulatedRecord record, World world) =>
        record.CreatedByEngine || world.Disk.Activity.Any(a => a.Activity.Kind == ActivityKind.Updated
            && a.Activity.Text.Split(", ").Any(part => Edit.Same(part, $"{written.Property} = {written.Value}")));
}
