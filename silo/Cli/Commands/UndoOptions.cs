using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary>What the commands that undo have in common.</summary>
internal sealed class UndoOptions
{
    private readonly Option<bool> preview = new("--preview") { Description = "Only show what would be set back to what." };
    private readonly Option<bool> overtaken = new("--include-overtaken", "--force") { Description = "Set back also what was edited since." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Do not ask." };
    private readonly Option<string> by = OperatorOptions.By();

    /// <summary>Adds the options to a command, which asks a person unless told otherwise.</summary>
    public void AddTo(Command command, Option<bool>? unless = null)
    {
        foreach (var option in new Option[] { preview, overtaken, yes, by })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(yes) && !result.GetValue(preview) && (unless is null || !result.GetValue(unless)) && Console.IsInputRedirected)
                result.AddError("There is nobody to ask; --yes undoes without asking, --preview only shows.");
        });
    }

    public bool OnlyShows(ParseResult parsed) => parsed.GetValue(preview);

    public bool IsAgreed(ParseResult parsed) => parsed.GetValue(yes);

    public bool IncludesOvertaken(ParseResult parsed) => parsed.GetValue(overtaken);

    public string By(ParseResult parsed) => parsed.GetRequiredValue(by);

    /// <exception cref="RefusedException">The person said no.</exception>
    public void Ask(Screen screen, ParseResult parsed, IReadOnlyList<UndoItem> items, string what)
    {
        if (parsed.GetValue(yes))
            return;
        screen.Write(UndoView.Items(items));
        Console.Error.Write($"{what} Go on? [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
            throw new RefusedException(ExitCodes.Other, "Nothing was changed.");
    }
}
