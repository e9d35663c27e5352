using Sync.Sandbox.Shapes;
using Sync.Sandbox.Storage;

namespace Sync.Sandbox.Seed;

/// <summary>Puts invented records into an empty database, all of them or none.</summary>
internal static class SeedWriting
{
    public static Task FillAsync(Writer writer, Func<IReadOnlyList<SeedRecord>> seed) => writer.WriteAsync(session =>
    {
        // A place was counted: something lived here before, be it only tombstones now.
        if (session.LastSeq > 0) return false;
        foreach (var record in seed())
        {
            var shape = session.Side.Find(record.Kind)!;
            var fields = Conformance.Conform(shape, record.Fields, session.Side.IntegerIds);
            session.Store(shape, record.Id, RecordWrites.Spell(fields), Moments.Spell(record.UpdatedAt), ChangeEvent.Created);
        }
        session.Reload();
        return true;
    });
}
