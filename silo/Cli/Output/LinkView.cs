using Spectre.Console;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>Records side by side, and what follows from linking them.</summary>
internal static class LinkView
{
    /// <summary>What is written where.</summary>
    public static Table Follows(IEnumerable<Foreseen> follows)
    {
        var table = Cells.Table("side", "what", "property", "now", "then", "rule");
        foreach (var one in follows)
            table.AddRow(
                Cells.Of(Words.Of(one.Side)), Cells.Of(Words.Of(one.Act)), Cells.Of(one.Property), Text(one.Now), Text(one.Then), Cells.Of(one.Rule, Cells.Soft));
        return table;
    }

    /// <summary>A column for each record, a row for each property that one of them has; what differs from the first is strong.</summary>
    public static Table Candidates(IReadOnlyList<Candidate> candidates)
    {
        var table = Cells.Table(["property", .. candidates.Select(one => $"{Words.Of(one.Side)} {one.ExternalId}")]);
        Row("pair", one => Cells.Of(one.Own ? "this one" : one.PairId.Length == 0 ? "none" : one.PairId, Cells.Soft));
        Row("status", one => one.PairId.Length == 0 ? Cells.Of("-", Cells.Soft) : Cells.Of(one.Status));
        if (candidates.Any(one => one.Failure.Length > 0))
            Row("failure", one => Cells.Of(one.Failure, Cells.Bad));
        foreach (var property in candidates.SelectMany(one => one.Values).Select(value => value.Property).Distinct())
        {
            var first = Value(candidates[0], property);
            Row(property, one => Value(one, property) is var value && Equals(value, first) ? Text(value) : Text(value, Cells.Strong));
        }
        return table;

        void Row(string name, Func<Candidate, Text> cell) => table.AddRow([Cells.Of(name, Cells.Soft), .. candidates.Select(cell)]);
    }

    private static Value? Value(Candidate candidate, string property) =>
        candidate.Values.FirstOrDefault(value => value.Property == property)?.Value;

    private static Text Text(Value? value, Style? style = null) => value switch
    {
        null => Cells.Of("-", Cells.Soft),
        { Type: "empty" } => Cells.Of("(empty)", style ?? Cells.Soft),
        _ => Cells.Of(value.Text, style),
    };
}
