using System.Text;
using System.Text.Json.Nodes;
using Sync.Grains;

namespace Sync.Silo.Plan;

/// <summary>A plan for a person: how many of what, by pairing, and then what.</summary>
internal static class PlanText
{
    private const int Shown = 20;
    private const int LongestLine = 160;

    public static string Write(PlanReport plan, bool all)
    {
        var text = new StringBuilder();
        Table(text,
        [
            ["pairing", "pairs", "link", "create crm", "create shop", "update crm", "update shop", "delete crm", "delete shop", "decide", "conflict", "halted"],
            .. plan.Pairings.Select(pairing => Row(plan, pairing)),
        ]);
        foreach (var pairing in plan.Pairings)
        {
            if (pairing.Change is { } change)
                text.AppendLine().Append(change).Append("; every pair reads both its records").AppendLine();
            Lines(text, pairing.Name, [.. Lines(plan, pairing.Name)], all);
        }
        if (plan.DeletionsWaiting.Count > 0)
            text.AppendLine().AppendLine($"{plan.DeletionsWaiting.Count} deletions are beyond the budget and would wait until a person agrees.");
        return text.ToString();
    }

    private static string[] Row(PlanReport plan, PlannedPairing pairing) =>
    [
        pairing.Name, $"{pairing.Pairs}", $"{plan.Links.Count(link => link.Pairing == pairing.Name)}",
        .. from verb in new[] { PlannedVerb.Create, PlannedVerb.Update, PlannedVerb.Delete } from side in Sides.Both select $"{plan.Count(pairing.Name, verb, side)}",
        $"{plan.Decisions.Count(decision => decision.Pairing == pairing.Name)}",
        $"{plan.Conflicts.Count(conflict => conflict.Pairing == pairing.Name)}",
        $"{plan.Halted.Count(pair => pair.Pairing == pairing.Name)}",
    ];

    /// <summary>What is deleted, waits or is to be decided comes first.</summary>
    private static IEnumerable<string> Lines(PlanReport plan, string pairing) =>
    [
        .. plan.Writes.Where(w => w.Pairing == pairing && w.Verb == PlannedVerb.Delete).Select(Line),
        .. plan.Conflicts.Where(c => c.Pairing == pairing).Select(c => $"conflict  crm {c.Crm}, shop {c.Shop}: {c.Property} is {c.CrmValue} and {c.ShopValue}: {c.Reason}"),
        .. plan.Halted.Where(h => h.Pairing == pairing).Select(h => $"{h.Status.Name(),-9} crm {h.Crm ?? "-"}, shop {h.Shop ?? "-"}: {h.Reason}"),
        .. plan.Decisions.Where(d => d.Pairing == pairing).Select(d => $"decide    {d.Property}: {d.Text}"),
        .. plan.Links.Where(l => l.Pairing == pairing).Select(l => $"link      crm {l.Crm} with shop {l.Shop}"),
        .. plan.Writes.Where(w => w.Pairing == pairing && w.Verb != PlannedVerb.Delete).Select(Line),
    ];

    private static string Line(PlannedWrite write) => write.Verb switch
    {
        PlannedVerb.Create => $"create    {write.Side.Name()} {write.Kind} {write.Body!.ToJsonString()}",
        PlannedVerb.Update => $"update    {write.Side.Name()} {write.Kind} {write.ExternalId}: {string.Join(", ", Changes("", write.Body!, write.Before))}",
        PlannedVerb.Delete => $"delete    {write.Side.Name()} {write.Kind} {write.ExternalId}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<string> Changes(string path, JsonObject patch, JsonObject? before) => patch.SelectMany(field =>
        field.Value is JsonObject inner && before?[field.Key] is JsonObject known
            ? Changes($"{path}{field.Key}.", inner, known)
            : [$"{path}{field.Key} {Text(before?[field.Key])} → {Text(field.Value)}"]);

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static void Lines(StringBuilder text, string pairing, IReadOnlyList<string> lines, bool all)
    {
        if (lines.Count == 0)
            return;
        text.AppendLine().AppendLine($"{pairing}:");
        foreach (var line in all ? lines : lines.Take(Shown))
            text.Append("  ").AppendLine(all || line.Length <= LongestLine ? line : $"{line[..LongestLine]}…");
        if (!all && lines.Count > Shown)
            text.AppendLine($"  … and {lines.Count - Shown} more; --all or --json shows them");
    }

    private static void Table(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }
}
