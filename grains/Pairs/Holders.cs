using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>Other pairs' rows, as far as they matter to a pair.</summary>
internal sealed class Holders(IPairStore store)
{
    /// <summary>A pair's row; <see langword="null"/> if it is gone.</summary>
    public async Task<Holder?> OfAsync(PairId pair, Side side) =>
        await store.LoadAsync(pair, CancellationToken.None) is { } row ? Of(row, side) : null;

    /// <summary>The row that holds a record, but for the asking pair's own; <see langword="null"/> if none does.</summary>
    public async Task<Holder?> OfAsync(Side side, string externalId, PairId asks)
    {
        var looked = await store.LookUpAsync(asks.Pairing, side, [new LookUp(externalId, null)], CancellationToken.None);
        return looked[0].Holder is { } holder && holder != asks ? await OfAsync(holder, side) : null;
    }

    /// <summary>What a row is to another pair.</summary>
    public static Holder Of(PairRow row, Side side)
    {
        var other = PairStateCodec.Decode(row);
        var wasSent = Sides.Both.Any(s => other[s].Intent is Intent.Create { Sent: true });
        var isDeleting = other.Retired is not null
            || Sides.Both.Any(s => other[s].Presence is Presence.Deleted or Presence.Removed || other[s].Intent is Intent.Delete);
        return new Holder(
            new AbsorbedRow(row.Id, row.RowVersion), row.ExternalIds[side] ?? "", row.IsHalf, row.OpenCreate is not null, wasSent, isDeleting, row.Status);
    }
}
