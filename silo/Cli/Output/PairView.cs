using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>Everything known of a pair, for a person.</summary>
internal static class PairView
{
    private const string Nothing = "-";

    public static void Write(Screen screen, Pair pair)
    {
        WriteSummary(screen, pair);
        screen.WriteLine();
        screen.Write(BothSides(pair));
        screen.WriteLine();
        screen.Write(Properties(pair.Properties));
        if (pair.Activity.Count == 0)
            return;
        screen.WriteLine();
        screen.Write(Activity(pair, screen.IsPiped));
    }

    private static void WriteSummary(Screen screen, Pair pair)
    {
        var summary = pair.Summary;
        screen.WriteLine((summary.Id, Cells.Strong), ("  ", Cells.Plain), (Words.Of(summary.Status), Cells.StyleOf(summary.Status)));
        if (summary.Reason.Length > 0)
            screen.WriteLine((summary.Reason, Cells.Bad));
        var facts = new List<string> { $"updated {Words.Of(summary.UpdatedAt)}" };
        if (summary.NextAttempt is not null)
            facts.Add($"next attempt {Words.Of(summary.NextAttempt)}");
        if (summary.MatchKey.Length > 0)
            facts.Add($"match key {summary.MatchKey}");
        facts.Add($"generation {pair.Generation}");
        facts.Add($"mapping revision {pair.MappingRevision}");
        facts.Add($"row version {pair.RowVersion}");
        screen.WriteLine((string.Join(", ", facts), Cells.Soft));
    }

    private static Table BothSides(Pair pair)
    {
        var table = Cells.Table("side", "crm", "shop");
        Row("record", side => $"{side.Kind} {OrNothing(side.ExternalId)}", always: true);
        Row("presence", side => Words.Of(side.Presence), always: true);
        Row("version", side => side.Version);
        Row("digest", side => side.Digest);
        Row("position", side => side.Position is { } position ? $"{position.Epoch}:{position.Place}" : "");
        Row("feed", side => side.Ahead ? "behind what we read or wrote" : "");
        Row("owed", side => side.ReadOwed ? "a read" : "");
        Row("scope", side => side.InScope ? "" : "outside the pairing's where");
        Row("intent", side => side.Intent);
        Row("retry", side => side.Retry is { } retry ? $"attempt {retry.Attempt}, not before {Words.Of(retry.NotBefore)}: {retry.Reason}" : "");
        Row("unreadable", side => side.Unreadable is { } bad ? About(bad.Property, bad.Reason) : "");
        return table;

        void Row(string name, Func<PairSide, string> text, bool always = false)
        {
            if (always || text(pair.Crm).Length + text(pair.Shop).Length > 0)
                table.AddRow(Cells.Of(name, Cells.Soft), Cells.Of(OrNothing(text(pair.Crm))), Cells.Of(OrNothing(text(pair.Shop))));
        }
    }

    /// <summary>Properties with base and both sides' values.</summary>
    public static Table Properties(IEnumerable<Property> properties)
    {
        var table = Cells.Table("property", "base", "crm", "shop", "base is from");
        foreach (var property in properties)
        {
            var from = property.Provenance is { } provenance
                ? $"{Words.Of(provenance.Side)}, {provenance.Rule}, {Words.Of(provenance.At)}"
                : "";
            table.AddRow(
                Cells.Of(property.Name),
                Value(property.Base),
                SideValue(property.Crm, property),
                SideValue(property.Shop, property),
                property.Conflict.Length > 0 ? Cells.Of($"conflict: {property.Conflict}", Cells.Bad) : Cells.Of(from, Cells.Soft));
        }
        return table;
    }

    private static Table Activity(Pair pair, bool isPiped)
    {
        var table = isPiped ? Cells.Table("at", "activity", "side", "what", "trace") : Cells.Table("at", "activity", "side", "what");
        foreach (var activity in pair.Activity)
        {
            var side = activity.Side == Side.Unspecified ? "" : Words.Of(activity.Side);
            var what = Cells.Of(About(activity.Property, activity.Text));
            if (isPiped)
                table.AddRow(At(activity), Cells.Of(Words.Of(activity.Kind)), Cells.Of(side), what, Cells.Of(activity.TraceId));
            else
                table.AddRow(
                    At(activity), Cells.Of(Words.Of(activity.Kind)), Cells.Of(side),
                    Cells.Stacked(what, activity.TraceId.Length == 0 ? "" : $"trace {activity.TraceId}"));
        }
        return table;
    }

    private static Text At(Activity activity) => Cells.Of(Words.Of(activity.At), Cells.Soft);

    /// <summary>A side that agrees with base shows "=", so that what differs stands out.</summary>
    private static Text SideValue(Value? value, Property property) =>
        value is not null && value.Equals(property.Base) ? Cells.Of("=", Cells.Soft) : Value(value);

    private static Text Value(Value? value) => value switch
    {
        null => Cells.Of(Nothing, Cells.Soft),
        { Type: "empty" } => Cells.Of("(empty)", Cells.Soft),
        _ => Cells.Of(value.Text),
    };

    private static string OrNothing(string text) => text.Length == 0 ? Nothing : text;

    private static string About(string property, string text) =>
        property.Length == 0 || text.StartsWith(property + ":", StringComparison.Ordinal) ? text : $"{property}: {text}";
}
