using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync undo change</c>.</summary>
internal sealed class UndoChangeCommand : ApiCommand
{
    private readonly Argument<string> pairId = new("pair-id") { Description = "<pairing>/<uuid>." };
    private readonly Argument<string> token = new("token") { Description = "The change's token, as 'sync explain' shows it." };
    private readonly UndoOptions options = new();

    public UndoChangeCommand()
        : base(
            "change", "Undoes one change of a pair, a person's decision too: shows what is set back to what, asks, and has it written to both sides.",
            "sync undo change customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 4711 --preview",
            "sync undo change customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 4711 --include-overtaken")
    {
        Arguments.Add(pairId);
        Arguments.Add(token);
        options.AddTo(this);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var change = new UndoneChange { PairId = parsed.GetRequiredValue(pairId), Token = parsed.GetRequiredValue(token) };
        using var call = connection.Api.PreviewUndo(new PreviewUndoRequest { Change = change }, connection.Bounded(cancellation));
        await call.ResponseStream.MoveNext(cancellation);
        var item = call.ResponseStream.Current;
        if (options.OnlyShows(parsed))
        {
            if (screen.IsJson)
                Screen.WriteJson(item);
            else
                screen.Write(UndoView.Items([item]));
            return;
        }
        Demand(item, options.IncludesOvertaken(parsed));
        options.Ask(screen, parsed, [item], "Both sides are set back.");
        var request = new UndoChangeRequest
        {
            Change = change, SeenCrm = item.CrmNow, SeenShop = item.ShopNow, IncludeOvertaken = options.IncludesOvertaken(parsed), By = options.By(parsed),
        };
        var pair = await connection.Api.UndoChangeAsync(request, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(pair);
        else
            screen.WriteLine(($"{pair.Summary.Id}  ", Cells.Strong), (Words.Of(pair.Summary.Status), Cells.StyleOf(pair.Summary.Status)));
    }

    private static void Demand(UndoItem item, bool includesOvertaken)
    {
        if (item.Outcome is UndoOutcome.SetBack || (item.Outcome is UndoOutcome.Overtaken && includesOvertaken))
            return;
        var advice = item.Outcome is UndoOutcome.Overtaken ? " --include-overtaken undoes that too." : "";
        throw new RefusedException(ExitCodes.NotNow, $"{item.PairId} {item.Property}: {item.Reason}.{advice}");
    }
}
