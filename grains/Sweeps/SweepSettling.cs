using System.Collections.Immutable;
using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>
/// Finds out whether what looks divergent is. A pair reads its own records, and only what it finds just as the listing showed it, a
/// while ago, is divergent: anything newer may be on its way still. So the pair knows now, and goes on by the protocol.
/// </summary>
/// <param name="context">The pairing.</param>
/// <param name="audit">Has a pair read both its records.</param>
/// <param name="hint">Says of a record that it may have changed, durably.</param>
internal sealed class SweepSettling(PairContext context, Func<PairId, Task<Instructed>> audit, Func<Side, string, Task> hint)
{
    public async Task<Settled> PairAsync(Suspect suspect, Func<Func<Task<Instructed>>, Task<Instructed?>> tell)
    {
        if (await context.Store.LoadAsync(suspect.Pair, CancellationToken.None) is not { } row || IsKnown(suspect, row))
            return new Settled();
        return await tell(() => audit(suspect.Pair)) switch
        {
            Instructed.Audited told => Judge(suspect, row, told),
            Instructed.NotThere => new Settled(),
            _ => new Settled { Failed = true },
        };
    }

    /// <summary>A record without a row is looked at once more, and then goes to the look-up.</summary>
    public async Task<Settled> RecordAsync(Side side, string externalId, Sighting seen, CancellationToken stop)
    {
        var looked = await context.Store.LookUpAsync(context.Pairing.Name, side, [new LookUp(externalId, null)], CancellationToken.None);
        if (looked[0].Holder is not null)
            return new Settled();
        var read = await context.Connectors[side].InBackground.ReadAsync(context.Pairing.Kinds[side], externalId, stop);
        if (read is not ReadOutcome.Found { Record: var record })
            return new Settled { Failed = read is ReadOutcome.Failed };
        var mapped = context.Mapper.Map(side, record.Body.Span);
        if (mapped is Mapped.Good { InScope: false })
            return new Settled();
        await hint(side, externalId);
        var found = new Audited(DivergenceReason.NoRow, true, record.Version, (mapped as Mapped.Good)?.Digest.ToString(), "");
        return seen.IsConfirmedBy(found)
            ? new Settled { Divergences = [new Divergence(side, externalId, DivergenceReason.NoRow, null, $"version {record.Version ?? "?"}, and no pair holds it")] }
            : new Settled();
    }

    /// <summary>Whether everything seen has come by the ordinary way meanwhile.</summary>
    private static bool IsKnown(Suspect suspect, PairRow row)
    {
        var state = PairStateCodec.Decode(row);
        return !(suspect.IsUnsettled && row.RowVersion == suspect.RowVersion) && Sides.Both.All(side => suspect.Seen[side] is not { } seen
            || (seen.IsThere ? state[side].Version == seen.Version && state[side].Digest?.ToString() == seen.Digest : !Auditing.IsExpected(state, side)));
    }

    private static Settled Judge(Suspect suspect, PairRow row, Instructed.Audited told)
    {
        var found = new PerSide<Audited?>(told.Crm, told.Shop);
        var divergences = ImmutableArray.CreateBuilder<Divergence>();
        var unlisted = new PerSide<int>(0, 0);
        foreach (var side in Sides.Both)
        {
            if (suspect.Seen[side] is not { } seen || found[side] is not { } audited)
                continue;
            if (seen is { IsThere: false, WasHeldBefore: true } && audited.IsThere)
                unlisted = unlisted.With(side, 1);
            else if (audited.Reason is { } reason && seen.IsConfirmedBy(audited))
                divergences.Add(new Divergence(side, row.ExternalIds[side] ?? "", reason, row.Id.Value, audited.Text));
        }
        if (suspect.IsUnsettled && row.RowVersion == suspect.RowVersion && divergences.Count == 0)
            divergences.Add(new Divergence(Side.Crm, row.ExternalIds.Crm ?? "", DivergenceReason.Unsettled, row.Id.Value, "rested though something was to be sent or agreed"));
        var isSilent = Sides.Both.Any(side => suspect.Seen[side] is not null && found[side] is null);
        return new Settled { Divergences = divergences.ToImmutable(), Unlisted = unlisted, Failed = isSilent && divergences.Count == 0 };
    }
}
