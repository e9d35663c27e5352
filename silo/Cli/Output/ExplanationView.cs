using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>The story of a property, for a person: the present value and who put it there, then what happened, newest first.</summary>
internal static class ExplanationView
{
    public static void Write(Screen screen, Explanation told)
    {
        screen.WriteLine(
            (told.PairId, Cells.Strong), ("  ", Cells.Plain),
            (told.Status == PairStatus.Unspecified ? "gone" : Words.Of(told.Status), Cells.StyleOf(told.Status)));
        WritePresent(screen, told);
        screen.WriteLine();
        screen.Write(Story(told.Story));
        if (told.More)
            screen.WriteLine(("There is more; --limit shows it.", Cells.Soft));
        else if (told.KeptSince is not null)
            screen.WriteLine(($"Nothing older than {Words.Of(told.KeptSince)} is kept.", Cells.Soft));
    }

    private static void WritePresent(Screen screen, Explanation told)
    {
        var property = told.Property;
        screen.WriteLine(
            ($"{property.Name} = ", Cells.Plain), (Text(property.Base), Cells.Strong),
            (Differing("crm", property.Crm, property) + Differing("shop", property.Shop, property), Cells.Plain));
        if (property.Conflict.Length > 0)
            screen.WriteLine(($"conflict: {property.Conflict}", Cells.Bad));
        if (property.Provenance is not { } provenance)
            return;
        var facts = new List<string>
        {
            $"set by {(provenance.By.Length > 0 ? $"{provenance.By}, on {Words.Of(provenance.Side)} first" : Words.Of(provenance.Side))}",
            $"rule {provenance.Rule}",
            Words.Of(provenance.At),
        };
        if (told.Origin?.EditedAt is { } edited)
            facts.Add($"edited {Words.Of(edited)} by that side's clock");
        facts.Add($"mapping revision {provenance.MappingRevision}");
        if (told.Origin is { TraceId.Length: > 0 } origin)
            facts.Add($"trace {origin.TraceId}");
        screen.WriteLine((string.Join(", ", facts), Cells.Soft));
    }

    private static Table Story(IEnumerable<Activity> story)
    {
        var table = Cells.Table("at", "activity", "side", "from", "to", "why", "edited", "revision", "trace", "token");
        foreach (var activity in story)
        {
            var isValue = activity.From is not null || activity.To is not null;
            table.AddRow(
                Cells.Of(Words.Of(activity.At), Cells.Soft),
                Cells.Of(Words.Of(activity.Kind)),
                Cells.Of(activity.Side == Side.Unspecified ? "" : Words.Of(activity.Side)),
                Cells.Of(isValue ? Text(activity.From) : ""),
                Cells.Of(isValue ? Text(activity.To) : activity.Text),
                Cells.Of(activity.By.Length > 0 ? $"{activity.Rule} by {activity.By}" : activity.Rule),
                Cells.Of(Words.Of(activity.EditedAt), Cells.Soft),
                Cells.Of(activity.MappingRevision == 0 ? "" : $"{activity.MappingRevision}", Cells.Soft),
                Cells.Of(activity.TraceId, Cells.Soft),
                Cells.Of(activity.Token, Cells.Soft));
        }
        return table;
    }

    private static string Differing(string side, Value? value, Property property) =>
        value is null || value.Equals(property.Base) ? "" : $", {side} has {Text(value)}";

    private static string Text(Value? value) => value switch
    {
        null => "-",
        { Type: "empty" } => "(empty)",
        _ => value.Text,
    };
}
