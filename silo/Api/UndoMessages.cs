using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>What undoing comes to, as the contract has it.</summary>
internal static class UndoMessages
{
    public static V1.UndoItem ToV1(this Retraced item, PairRow row) => new()
    {
        PairId = row.Id.Value,
        CrmId = row.ExternalIds.Crm ?? "",
        ShopId = row.ExternalIds.Shop ?? "",
        Property = item.Property ?? "",
        Outcome = item.Outcome.ToV1(),
        Reason = item.Reason,
        CrmNow = item.Now?.Crm.ToV1(),
        ShopNow = item.Now?.Shop.ToV1(),
        CrmTo = item.To?.Crm.ToV1(),
        ShopTo = item.To?.Shop.ToV1(),
        Change = item.Change.ToV1(),
    };
}
