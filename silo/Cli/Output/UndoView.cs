using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>What undoing would set back to what, for a person.</summary>
internal static class UndoView
{
    public static Table Items(IEnumerable<UndoItem> items)
    {
        var table = Cells.Table("pair", "crm", "shop", "changed", "property", "now", "would be", "");
        foreach (var item in items)
            table.AddRow(
                Cells.Of(item.PairId), Cells.Of(item.CrmId), Cells.Of(item.ShopId), Cells.Of(Words.Of(item.Newest)), Cells.Of(item.Property),
                Cells.Of(Text(item.CrmNow, item.ShopNow)), Cells.Of(Text(item.CrmTo, item.ShopTo)),
                Cells.Of(item.Reason, item.Outcome is UndoOutcome.SetBack or UndoOutcome.SoAlready ? Cells.Soft : Cells.Bad));
        return table;
    }

    /// <summary>What is done, and when it was changed.</summary>
    public static string Summary(IReadOnlyList<UndoItem> items, bool includesOvertaken)
    {
        var done = items.Where(item => IsDone(item, includesOvertaken)).ToList();
        var records = done.Count(item => item.Property.Length == 0);
        var parts = new List<string>();
        if (records < done.Count || records == 0)
            parts.Add($"{done.Count - records} of {items.Count(item => item.Property.Length > 0)} values set back on both sides");
        if (records > 0)
            parts.Add($"the records of {records} pairs deleted on both sides");
        if (done.Count > 0)
            parts.Add($"changed from {Words.Of(done.Min(item => item.Change.At))} to {Words.Of(done.Max(item => item.Newest))}");
        return $"{string.Join(", ", parts)}.";
    }

    public static bool IsDone(UndoItem item, bool includesOvertaken) =>
        item.Outcome is UndoOutcome.SetBack or UndoOutcome.TakeBack || (item.Outcome == UndoOutcome.Overtaken && includesOvertaken);

    /// <summary>What was left alone, and why.</summary>
    public static Table Left(IEnumerable<LeftAlone> left)
    {
        var table = Cells.Table("pair", "crm", "shop", "property", "left alone");
        foreach (var one in left)
            table.AddRow(Cells.Of(one.PairId), Cells.Of(one.CrmId), Cells.Of(one.ShopId), Cells.Of(one.Property), Cells.Of(one.Reason, Cells.Bad));
        return table;
    }

    /// <summary>One value, or each side's where they differ.</summary>
    private static string Text(Value? crm, Value? shop) => crm is null || crm.Equals(shop) ? Text(crm) : $"crm {Text(crm)}, shop {Text(shop)}";

    private static string Text(Value? value) => value switch
    {
        null => "",
        { Type: "empty" } => "(empty)",
        _ => value.Text,
    };
}
