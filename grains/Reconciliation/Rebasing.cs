using System.Collections.Immutable;

namespace Sync.Reconciliation;

/// <summary>
/// A pair that agreed under an earlier mapping comes under the present one: both records are read again, and what is read
/// otherwise since then was never agreed on.
/// </summary>
internal static class Rebasing
{
    public static PairState Under(PairState state, Pairing pairing)
    {
        if (state.Revision >= pairing.Revision)
            return state;
        var kept = pairing.Properties.Where(p => p.Since <= state.Revision).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var halt = state.Halt is { Status: PairStatus.Parked } ? null : state.Halt;
        return (state with
        {
            Revision = pairing.Revision,
            Base = Only(state.Base, kept),
            Conflicts = state.Conflicts.RemoveRange(state.Conflicts.Keys.Where(p => !kept.Contains(p))),
            Provenance = Dated(state.Provenance, state.Revision).RemoveRange(state.Provenance.Keys.Where(p => !kept.Contains(p))),
            Sides = state.Sides.Select(side => Reread(side, kept)),
            Halt = halt,
        }).Dirty();
    }

    private static ImmutableSortedDictionary<string, Provenance> Dated(ImmutableSortedDictionary<string, Provenance> provenance, int revision) =>
        provenance.SetItems(provenance.Where(p => p.Value.Revision is null).Select(p => KeyValuePair.Create(p.Key, p.Value with { Revision = revision })));

    private static SideState Reread(SideState side, HashSet<string> kept) => side with
    {
        Seen = Only(side.Seen, kept),
        Normalised = Only(side.Normalised, kept),
        Doubted = Only(side.Doubted, kept),
        EditedAt = side.EditedAt.RemoveRange(side.EditedAt.Keys.Where(p => !kept.Contains(p))),
        Digest = null,
        Intent = side.Intent is Intent.Update update ? Rest(update, kept) : side.Intent,
        ReadOwed = side.ReadOwed || side is { Id: not null, IsGone: false },
    };

    /// <summary>A write that may be under way keeps what still means the same; the read will show what became of the rest.</summary>
    private static Intent? Rest(Intent.Update update, HashSet<string> kept) =>
        Only(update.Patch, kept) is { Count: > 0 } patch ? update with { Patch = patch, Combined = Only(update.Combined, kept) } : null;

    private static CanonicalRecord Only(CanonicalRecord record, HashSet<string> kept) =>
        record.Names.All(kept.Contains) ? record : CanonicalRecord.Of(record.Where(p => kept.Contains(p.Key)));
}
