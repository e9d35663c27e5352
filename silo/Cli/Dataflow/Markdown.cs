using System.Text.RegularExpressions;

namespace Sync.Cli.Dataflow;

/// <summary>GitHub Flavored Markdown.</summary>
internal sealed partial class Markdown(TextWriter output) : IMarkup
{
    private string separator = "";

    /// <inheritdoc/>
    public void Heading(int level, Phrase text) => Block($"{new string('#', level)} {Inline(text)}");

    /// <inheritdoc/>
    public void Paragraph(Phrase text) => Block(Inline(text));

    /// <inheritdoc/>
    public void Bullets(IEnumerable<Phrase> items) => Block(string.Join('\n', items.Select(item => $"- {Inline(item)}")));

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Phrase>> rows) => Block(string.Join('\n',
    [
        Row(columns),
        Row(columns.Select(_ => "---")),
        .. rows.Select(row => Row(row.Select(cell => Inline(cell).Replace("|", @"\|")))),
    ]));

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Inline(Phrase phrase) =>
        string.Concat(phrase.Parts.Select(part => part.IsCode ? Code(part.Text) : Special().Replace(part.Text, @"\$0")));

    /// <summary>Between more backticks than it holds in a row. Blanks keep its own from them; one at each end is never shown.</summary>
    private static string Code(string text)
    {
        var fence = new string('`', Backticks().Matches(text).Select(run => run.Length).DefaultIfEmpty().Max() + 1);
        var pad = text[0] is '`' or ' ' || text[^1] is '`' or ' ' ? " " : "";
        return $"{fence}{pad}{text}{pad}{fence}";
    }

    private void Block(string text)
    {
        output.Write($"{separator}{text}\n");
        separator = "\n";
    }

    /// <summary>The pipe is missing: it means something in tables only, but there in code too.</summary>
    [GeneratedRegex(@"[\\`*_\[\]<>#&~]")]
    private static partial Regex Special();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
