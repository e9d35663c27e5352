using System.Text.RegularExpressions;

namespace Sync.Cli.Dataflow;

/// <summary>reStructuredText, as docutils and Sphinx read it.</summary>
internal sealed partial class ReStructuredText(TextWriter output) : IMarkup
{
    private const string Underlines = "=-~";

    private string separator = "";

    /// <inheritdoc/>
    public void Heading(int level, Phrase text) =>
        Block($"{Inline(text)}\n{new string(Underlines[level - 1], Inline(text).Length)}");

    /// <inheritdoc/>
    public void Paragraph(Phrase text) => Block(Inline(text));

    /// <inheritdoc/>
    public void Bullets(IEnumerable<Phrase> items) => Block(string.Join('\n', items.Select(item => $"- {Inline(item)}")));

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Phrase>> rows) => Block(string.Join('\n',
    [
        ".. list-table::", "   :header-rows: 1", "", Row(columns), .. rows.Select(row => Row(row.Select(Inline))),
    ]));

    private static string Row(IEnumerable<string> cells) =>
        string.Join('\n', cells.Select((cell, index) => $"   {(index == 0 ? "* -" : "  -")} {cell}".TrimEnd()));

    private static string Inline(Phrase phrase) => string.Concat(phrase.Parts.Select(part =>
        !part.IsCode ? Escape(part.Text) : Literal().IsMatch(part.Text) ? $"``{part.Text}``" : $@"\ {Escape(part.Text)}"));

    private static string Escape(string text) => Special().Replace(text, @"\$0");

    private void Block(string text)
    {
        output.Write($"{separator}{text}\n");
        separator = "\n";
    }

    /// <summary>What can stand in an inline literal: no blank and no backtick at an end, no two backticks within.</summary>
    [GeneratedRegex(@"^(?![\s`])(?!.*``).*(?<![\s`])$")]
    private static partial Regex Literal();

    [GeneratedRegex(@"[\\`*_|]")]
    private static partial Regex Special();
}
