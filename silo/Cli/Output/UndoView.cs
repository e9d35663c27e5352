using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>What undoing would set back to what, for a person.</summary>
internal static class UndoView
{
    public static Table Items(IEnumerable<UndoItem> items)
    {
        var table = Cells.Table("pair", "crm", "shop", "property", "now", "would be", "");
        foreach (var item in items)
            table.AddRow(
                Cells.Of(item.PairId), Cells.Of(item.CrmId), Cells.Of(item.ShopId), Cells.Of(item.Property),
                Cells.Of(Text(item.CrmNow, item.ShopNow)), Cells.Of(Text(item.CrmTo, item.ShopTo)),
                Cells.Of(item.Reason, item.Outcome is UndoOutcome.SetBack or UndoOutcome.SoAlready ? Cells.Soft : Cells.Bad));
        return table;
    }

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
