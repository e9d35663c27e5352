using Sync.Mapping;

namespace Sync.Grains;

/// <summary>
/// Translates references between a side's own ids and pair ids, through the links in the store. A reference counts only once the
/// pair it leads to is linked on both sides: until then it is awaited, and nothing dangling is ever sent.
/// </summary>
internal sealed class References(RecordMapper mapper, IPairStore store)
{
    /// <summary>A mapped record with its side's ids turned into pair ids; those that lead to no linked pair are awaited.</summary>
    public async ValueTask<Mapped> ResolveAsync(Side side, Mapped mapped)
    {
        if (mapped is not Mapped.Good good)
            return mapped;
        foreach (var (property, to, externalId, _) in mapper.ForeignIn(good.Record))
        {
            var holder = await HolderAsync(to, side, externalId);
            good = IsLinked(holder)
                ? good with { Record = good.Record.With(property, new Value.Reference(holder!.Id.Value)) }
                : good with { Record = good.Record.Without(property), Awaits = good.Awaits.SetItem(property, externalId) };
            if (holder is { IsHalf: false, Status: PairStatus.Unlinked })
                good = good with { Barred = good.Barred.SetItem(property, holder.Id.Value) };
        }

        return good;
    }

    /// <summary>Whether any of these, by property the ids that a record of a side refers to, leads to a linked pair.</summary>
    public async ValueTask<bool> AnyLinkedAsync(Side side, IReadOnlyDictionary<string, string> awaited)
    {
        foreach (var (property, to) in mapper.References)
        {
            if (awaited.TryGetValue(property, out var externalId) && IsLinked(await HolderAsync(to, side, externalId)))
                return true;
        }

        return false;
    }

    /// <summary>A record with its pair ids turned into the ids of a side.</summary>
    /// <returns>The record, or the reason why it cannot be sent now.</returns>
    public async ValueTask<(CanonicalRecord Record, string? Reason)> LocaliseAsync(Side side, CanonicalRecord record)
    {
        foreach (var (property, to) in mapper.References)
        {
            if (record[property] is not Value.Reference reference)
                continue;
            var row = await store.LoadAsync(PairId.Parse(reference.Pair), CancellationToken.None);
            if (row?.ExternalIds[side] is not { } id)
                return (record, $"{property}: {to} {reference.Pair} has no {side.Name()} record");
            record = record.With(property, new Value.Foreign(id));
        }

        return (record, null);
    }

    private static bool IsLinked(PairRow? holder) => holder is { IsHalf: false, Status: not PairStatus.Unlinked };

    private async Task<PairRow?> HolderAsync(string to, Side side, string externalId)
    {
        var looked = await store.LookUpAsync(to, side, [new LookUp(externalId, null)], CancellationToken.None);
        return looked[0].Holder is { } holder ? await store.LoadAsync(holder, CancellationToken.None) : null;
    }
}
