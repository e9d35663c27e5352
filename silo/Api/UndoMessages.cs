using Google.Protobuf.WellKnownTypes;
using Sync.Reconciliation;

namespace Sync.Silo.Api;

/// <summary>What undoing comes to, as the contract has it.</summary>
internal static class UndoMessages
{
    /// <param name="item">What it comes to.</param>
    /// <param name="ids">The pair's records, as far as there are any.</param>
    public static V1.UndoItem ToV1(this Retraced item, PerSide<string?> ids) => new()
    {
        PairId = item.Change.Pair.Value,
        CrmId = ids.Crm ?? "",
        ShopId = ids.Shop ?? "",
        Property = item.Property ?? "",
        Outcome = item.Outcome.ToV1(),
        Reason = item.Reason,
        CrmNow = item.Now?.Crm.ToV1(),
        ShopNow = item.Now?.Shop.ToV1(),
        CrmTo = item.To?.Crm.ToV1(),
        ShopTo = item.To?.Shop.ToV1(),
        Change = item.Change.ToV1(),
        Newest = item.Newest.ToTimestamp(),
    };

    public static V1.UndoProgress ToV1(this UndoProgress progress, string pairing) => new()
    {
        Id = progress.Id,
        Range = new V1.UndoneRange
        {
            Pairing = pairing, Origin = progress.Range.Origin.ToV1(), Since = progress.Range.Since.ToTimestamp(), Until = progress.Range.Until.ToTimestamp(),
            Created = progress.Range.Created,
        },
        IncludeOvertaken = progress.IncludeOvertaken,
        By = progress.By,
        StartedAt = progress.StartedAt.ToTimestamp(),
        FinishedAt = progress.FinishedAt.ToTimestamp(),
        Done = progress.Done,
        Total = progress.Total,
        SetBack = progress.SetBack,
        TakenBack = progress.TakenBack,
        SoAlready = progress.SoAlready,
        Overtaken = progress.Overtaken,
        Refused = progress.Refused,
        Failed = progress.Failed,
        Left =
        {
            progress.Left.Select(left => new V1.LeftAlone
            {
                PairId = left.Pair, CrmId = left.CrmId ?? "", ShopId = left.ShopId ?? "", Property = left.Property ?? "", Reason = left.Reason,
            }),
        },
        CancelledBy = progress.CancelledBy ?? "",
    };
}
