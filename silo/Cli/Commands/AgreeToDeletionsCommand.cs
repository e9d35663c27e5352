using System.CommandLine;
using System.Globalization;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync deletions agree</c>.</summary>
internal sealed class AgreeToDeletionsCommand : ApiCommand
{
    private readonly Argument<string> pairing = new("pairing") { Description = "The pairing whose deletions are paused." };
    private readonly Option<int> deletions = new("--count") { Description = "How many more may be deleted; then the budget rules again.", Required = true };
    private readonly Option<string> by = OperatorOptions.By();

    public AgreeToDeletionsCommand()
        : base(
            "agree", "Lets a number of deletions go on after a pairing's budget of them was used up.",
            "sync deletions agree customer --count 250")
    {
        Arguments.Add(pairing);
        Options.Add(deletions);
        Options.Add(by);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new AgreeToDeletionsRequest
        {
            Pairing = parsed.GetRequiredValue(pairing), Deletions = parsed.GetRequiredValue(deletions), By = parsed.GetRequiredValue(by),
        };
        var status = await connection.Api.AgreeToDeletionsAsync(request, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(status);
        else
            screen.WriteLine(($"{status.Pairing}: {request.Deletions.ToString("N0", CultureInfo.InvariantCulture)} more may be deleted; what waits goes on within seconds", Cells.Plain));
    }
}
