namespace Sync.Cli.Dataflow;

/// <summary>A language documents are written in; what is written is valid whatever the phrases hold.</summary>
internal interface IMarkup
{
    /// <param name="level">1 is the title.</param>
    /// <param name="text">On one line.</param>
    void Heading(int level, Phrase text);

    void Paragraph(Phrase text);

    void Bullets(IEnumerable<Phrase> items);

    /// <param name="columns">Their headings.</param>
    /// <param name="rows">Each with a cell for every column.</param>
    void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Phrase>> rows);
}
