using System.Diagnostics;
using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>What a person said, as the input it is to a pair, with what the store knows of other rows; or why it cannot be one.</summary>
internal sealed class Hearing(PairId id, PairContext context)
{
    private readonly Holders holders = new(context.Store);

    /// <summary>Exactly one of the two.</summary>
    public async Task<(Input? Input, Instructed? Refusal)> HearAsync(Instruction instruction, PairState state, long rowVersion)
    {
        if (instruction is Instruction.OfLink { Seen: var seen } && !seen.Is(state.Sides.Select(side => side.Id), rowVersion))
            return (null, Moved(id, state.Sides.Select(side => side.Id), rowVersion));
        var now = context.Time.GetUtcNow();
        return instruction switch
        {
            Instruction.Resolve it => (new Input.Resolve(it.Property, it.Choice, it.SeenCrm, it.SeenShop, it.By) { Now = now }, null),
            Instruction.Undo it => (new Input.Undo(it.Values, it.By, it.What) { Now = now }, null),
            Instruction.TakeBack it => (new Input.TakeBack(it.By, it.What, new(it.CrmChangedAt, it.ShopChangedAt)) { Now = now }, null),
            Instruction.Replay it => (new Input.Replay(it.By) { Now = now }, null),
            Instruction.Refresh or Instruction.Audit => (new Input.Refresh { Now = now }, null),
            Instruction.Unlink it => (new Input.Unlink(it.By) { Now = now }, null),
            Instruction.Lift it => (new Input.Lift(it.By, it.Preview) { Now = now }, null),
            Instruction.Split it => (new Input.Split(it.Leaves, context.NewId(now), it.By, it.Preview) { Now = now }, null),
            Instruction.Link it => (new Input.Link(
                it.Side, it.ExternalId, await holders.KeeperAsync(context.Pairing, it.Side, it.ExternalId, id), it.Replaces ? context.NewId(now) : null, it.By,
                it.Preview) { Now = now }, null),
            Instruction.Merge it => await MergeAsync(it, now),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<(Input? Input, Instructed? Refusal)> MergeAsync(Instruction.Merge merge, DateTimeOffset now)
    {
        var row = PairId.TryParse(merge.Into, out var into) && into.Pairing == id.Pairing ? await context.Store.LoadAsync(into, CancellationToken.None) : null;
        return row is not null && !merge.IntoSeen.Is(row.ExternalIds, row.RowVersion)
            ? (null, Moved(into, row.ExternalIds, row.RowVersion))
            : (new Input.Merge(row is null ? null : Holders.Of(row, Side.Crm), merge.By, merge.Preview) { Now = now }, null);
    }

    private static Instructed.LinkMoved Moved(PairId pair, PerSide<string?> ids, long rowVersion) =>
        new(pair.Value, new SeenLink(ids.Crm, ids.Shop, rowVersion));
}
