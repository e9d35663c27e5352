using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Other pairs' rows, as far as they matter to a pair.</summary>
internal sealed class Holders(IPairStore store)
{
    /// <summary>A pair's row; <see langword="null"/> if it is gone.</summary>
    public async Task<Holder?> OfAsync(PairId pair, Side side) =>
        await store.LoadAsync(pair, CancellationToken.None) is { } row ? Of(row, side) : null;

    /// <summary>The row that keeps a record from the asking pair; <see langword="null"/> if none does.</summary>
    public async Task<Holder?> KeeperAsync(Pairing pairing, Side side, string externalId, PairId asks)
    {
        var looked = await store.LookUpAsync(pairing.Name, side, [new LookUp(externalId, null)], CancellationToken.None);
        return looked[0].Holder is { } holder ? await KeeperAsync(pairing, side, holder, asks) : null;
    }

    /// <summary>A row that holds a record, if it keeps it from the asking pair: whole pairs share one of a side declared <c>many</c>.</summary>
    public async Task<Holder?> KeeperAsync(Pairing pairing, Side side, PairId holder, PairId asks) =>
        holder != asks && await OfAsync(holder, side) is { } other && (other.IsHalf || pairing.Many != side) ? other : null;

    /// <summary>What a row is to another pair.</summary>
    public static Holder Of(PairRow row, Side side)
    {
        var other = PairStateCodec.Decode(row);
        var wasSent = Sides.Both.Any(s => other[s].Intent is Intent.Create { Sent: true });
        // A barrier, and a pair that takes no notice of a deletion, are done with what they hold, and keep it.
        var isDeleting = row is not ({ Status: PairStatus.Unlinked } or { Status: PairStatus.Deleted, NextAttempt: null }) && (other.Retired is not null
            || Sides.Both.Any(s => other[s].Presence is Presence.Deleted or Presence.Removed || other[s].Intent is Intent.Delete));
        var holder = new Holder(
            new AbsorbedRow(row.Id, row.RowVersion), row.ExternalIds[side] ?? "", row.IsHalf, row.OpenCreate is not null, wasSent, isDeleting, row.Status);
        // Of a record to share it is half a pair that is over: what was made for it is gone, and nobody knows its name.
        return row.Many == side && other[side.Other()].IsGone && !other[side].IsGone
            ? holder with { IsDeleting = false, Status = PairStatus.Waiting }
            : holder;
    }
}
