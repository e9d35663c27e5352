using Spectre.Console;
using Spectre.Console.Rendering;
using Sync.V1;

namespace Sync.Cli.Output;

/// <summary>The parts tables are made of.</summary>
internal static class Cells
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Soft = new(Color.Grey);
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Busy = new(Color.Blue);
    public static readonly Style Bad = new(Color.Red);

    /// <summary>A table without lines; a column whose name starts with ">" is aligned to the right.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = columns.Any(name => name.Length > 0) };
        foreach (var name in columns)
        {
            var column = new TableColumn(Of(name.TrimStart('>').ToUpperInvariant(), Soft)) { Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(name.StartsWith('>') ? column.RightAligned() : column);
        }
        return table;
    }

    /// <summary>Text from anywhere.</summary>
    public static Text Of(string text, Style? style = null) => new(Words.Plain(text), style ?? Plain);

    /// <summary>A line with a second one below it; none if there is nothing to put there.</summary>
    public static IRenderable Stacked(Text main, string below) => below.Length == 0 ? main : new Rows(main, Of(below, Soft));

    /// <summary>A status in its colour.</summary>
    public static Text Of(PairStatus status) => Of(Words.Of(status), StyleOf(status));

    public static Style StyleOf(PairStatus status) => status switch
    {
        PairStatus.InSync => Good,
        PairStatus.New or PairStatus.Waiting or PairStatus.Pending => Busy,
        PairStatus.Deleted or PairStatus.Unlinked => Soft,
        _ => Bad,
    };
}
