using Sync.Mapping;
using Sync.Reconciliation;

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
    /// <param name="side">The side.</param>
    /// <param name="record">What is to be sent.</param>
    /// <param name="source">
    /// What the other side has now. Its reference stands in for one that was decided on earlier and leads to nothing any more: a write that
    /// may have been sent is not given up, and would wait for ever.
    /// </param>
    /// <returns>The record, or the reason why it cannot be sent now.</returns>
    public async ValueTask<(CanonicalRecord Record, string? Reason)> LocaliseAsync(Side side, CanonicalRecord record, CanonicalRecord source)
    {
        foreach (var (property, to) in mapper.References)
        {
            if (record[property] is not Value.Reference reference)
                continue;
            if ((await LocalAsync(side, reference) ?? await LocalAsync(side, source[property])) is not { } local)
                return (record, $"{property}: {to} {reference.Pair} has no {side.Name()} record");
            record = record.With(property, local);
        }

        return (record, null);
    }

    /// <summary>A reference as a side has it; <see langword="null"/>: it leads to nothing there, or no longer.</summary>
    private async Task<Value?> LocalAsync(Side side, Value? value) => value switch
    {
        Value.Empty => value,
        Value.Reference reference when await store.LoadAsync(PairId.Parse(reference.Pair), CancellationToken.None) is { } row
            && row.ExternalIds[side] is { } id && !PairStateCodec.Decode(row)[side].IsGone => new Value.Foreign(id),
        _ => null,
    };

    private static bool IsLinked(PairRow? holder) => holder is { IsHalf: false, Status: not PairStatus.Unlinked };

    private async Task<PairRow?> HolderAsync(string to, Side side, string externalId)
    {
        var looked = await store.LookUpAsync(to, side, [new LookUp(externalId, null)], CancellationToken.None);
        return looked[0].Holder is { } holder ? await store.LoadAsync(holder, CancellationToken.None) : null;
    }
}
