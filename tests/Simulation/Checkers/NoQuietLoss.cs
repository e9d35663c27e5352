namespace Sync.Simulation;

/// <summary>
/// Whatever the engine put in the place of what a person wrote, was written by somebody who had seen that, on whatever record, or by a
/// decision that people can read. Values are never the same twice, so that each tells whose it is wherever it was carried.
/// </summary>
internal sealed class NoQuietLoss : IChecker
{
    public string? Check(Counterparts records, World world) =>
        (from record in records.Both
         from property in records.Pairing.Properties
         where property.Source is null
         let history = record.History.Where(e => e.Property == property.Name).ToList()
         from loss in history.Zip(history.Skip(1), (lost, next) => (Lost: lost, Next: next))
         where loss is { Lost: { ByPerson: true, Value: not null, LostInWindow: false }, Next.ByPerson: false } && !Edit.Same(loss.Lost.Value, loss.Next.Value)
             && !IsFollowed(loss.Lost, loss.Next, records.Pairing, world) && !IsTold(loss.Lost, world)
         select $"{record.Id} {property.Name}: {loss.Next.Value ?? "null"} took the place of {loss.Lost.Value}, and nobody who saw that wrote it, nor was told").FirstOrDefault();

    /// <summary>Whether a person, in some record, put the one in the place of the other.</summary>
    private static bool IsFollowed(Edit lost, Edit next, Pairing pairing, World world) =>
        (from side in Sides.Both
         from record in world.KindOf(pairing, side).Records.Values
         from edit in record.History
         where edit.ByPerson && edit.Property == next.Property && Edit.Same(edit.Value, next.Value)
             && record.Before(edit.At, edit.Property).Any(value => Edit.Same(value, lost.Value))
         select edit).Any();

    private static bool IsTold(Edit lost, World world) => world.Disk.Activity.Any(told =>
        told.Activity.Kind is ActivityKind.Decided or ActivityKind.Resolved or ActivityKind.Undone && told.Activity.Property == lost.Property
        && Edit.IsShown(lost.Value!, told.Activity.Text));
}
