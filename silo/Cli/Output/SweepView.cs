using System.Globalization;
using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>What a sweep found, for a person.</summary>
internal static class SweepView
{
    public static void Write(Screen screen, SweepReport report)
    {
        screen.WriteLine(
            (report.Pairing, Cells.Strong),
            ($": sweep of {report.By}, {Words.Of(report.StartedAt)}, ", Cells.Plain),
            (report.FinishedAt is null ? Words.Of(report.Phase) : report.CancelledBy.Length > 0 ? $"cancelled by {report.CancelledBy}" : "done", Cells.Soft));
        screen.WriteLine((
            $"{Number(report.Compared)} pairs compared with {Number(report.CrmListed)} records of the CRM and {Number(report.ShopListed)} of the shop", Cells.Plain));
        screen.WriteLine(
            ($"{Number(report.Divergent)} divergent", report.Divergent > report.Repaired ? Cells.Bad : Cells.Good),
            (report.Divergent > 0 ? $", {Number(report.Repaired)} of them in step again" : "", Cells.Plain),
            (report.Moved > 0 ? $", {Number(report.Moved)} looked so and were edited or told meanwhile" : "", Cells.Plain),
            (report.Failed > 0 ? $", {Number(report.Failed)} could not be asked" : "", Cells.Bad));
        foreach (var (unlisted, side) in new[] { (report.CrmUnlisted, "CRM"), (report.ShopUnlisted, "shop") })
        {
            if (unlisted > 0)
                screen.WriteLine(($"incomplete: the {side}'s listing was cut short. {Number(unlisted)} records that it did not show are there, so nothing was taken for deleted by that; records without a pair may be missing here.", Cells.Bad));
        }
        if (report.Trouble.Length > 0)
            screen.WriteLine(($"waiting: {report.Trouble}", Cells.Bad));
        WriteCounts(screen, report);
        WriteExamples(screen, report);
    }

    private static void WriteCounts(Screen screen, SweepReport report)
    {
        if (report.Counts.Count == 0)
            return;
        screen.WriteLine();
        var table = Cells.Table("why", "side", ">divergent");
        foreach (var count in report.Counts)
            table.AddRow(Cells.Of(Words.Of(count.Reason)), Cells.Of(Words.Of(count.Side)), Cells.Of(Number(count.Count)));
        screen.Write(table);
    }

    private static void WriteExamples(Screen screen, SweepReport report)
    {
        if (report.Examples.Count == 0)
            return;
        screen.WriteLine();
        var table = Cells.Table("side", "record", "why", "what");
        foreach (var found in report.Examples)
        {
            table.AddRow(
                Cells.Of(Words.Of(found.Side)), Cells.Of(found.ExternalId), Cells.Of(Words.Of(found.Reason)),
                Cells.Stacked(Cells.Of(found.Text), found.PairId));
        }
        screen.Write(table);
        if (report.Examples.Count < report.Divergent)
            Console.Error.WriteLine($"The first {report.Examples.Count} are shown.");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
