using Google.Protobuf;
using Spectre.Console;

namespace Sync.Cli.Output;

/// <summary>
/// Standard output. On a terminal tables fit its width and have colours; into a pipe every row is one line without colours, so
/// that grep and awk work on it.
/// </summary>
internal sealed class Screen
{
    private const int UnboundedWidth = 100_000;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Interactive = InteractionSupport.No,
    });

    /// <param name="json">Whether messages are printed as JSON.</param>
    public Screen(bool json)
    {
        IsJson = json;
        if (IsPiped)
            console.Profile.Width = UnboundedWidth;
    }

    public bool IsJson { get; }

    public bool IsPiped { get; } = Console.IsOutputRedirected;

    /// <summary>Prints a message as protobuf JSON, on one line.</summary>
    public static void WriteJson(IMessage message) => Console.WriteLine(Formatter.Format(message));

    /// <summary>Prints a table.</summary>
    public void Write(Table table) => console.Write(table);

    /// <summary>Prints one line, its parts in their styles.</summary>
    public void WriteLine(params (string Text, Style Style)[] parts)
    {
        foreach (var (text, style) in parts)
            console.Write(Cells.Of(text, style));
        console.WriteLine();
    }
}
