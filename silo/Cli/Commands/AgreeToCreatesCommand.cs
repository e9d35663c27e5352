using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync creates agree</c>.</summary>
internal sealed class AgreeToCreatesCommand : ApiCommand
{
    private readonly Argument<string> pairing = new("pairing") { Description = "The pairing whose creates are held." };
    private readonly Option<string> by = OperatorOptions.By();

    public AgreeToCreatesCommand()
        : base(
            "agree", "Has a pairing create what is missing again, after the database was set back: what was made since and is not linked by hand is made twice.",
            "sync creates agree quote-order")
    {
        Arguments.Add(pairing);
        Options.Add(by);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new AgreeToCreatesRequest { Pairing = parsed.GetRequiredValue(pairing), By = parsed.GetRequiredValue(by) };
        var status = await connection.Api.AgreeToCreatesAsync(request, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(status);
        else
            screen.WriteLine(($"{status.Pairing}: what is missing is created from now on", Cells.Plain));
    }
}
