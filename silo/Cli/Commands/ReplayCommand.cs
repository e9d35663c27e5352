using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync replay</c>.</summary>
internal sealed class ReplayCommand : ApiCommand
{
    private const int PageSize = 500;

    private readonly Argument<string?> pairId = new("pair-id")
    {
        Description = "<pairing>/<uuid>; or all parked ones by --pairing.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> pairing = new("--pairing") { Description = "All parked pairs of this pairing." };
    private readonly Option<string> by = OperatorOptions.By();

    public ReplayCommand()
        : base(
            "replay", "Tries a parked or ambiguous pair again, or all parked pairs of a pairing.",
            "sync replay customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10", "sync replay --pairing customer")
    {
        Arguments.Add(pairId);
        Options.Add(pairing);
        Options.Add(by);
        Validators.Add(result =>
        {
            if (result.GetValue(pairId) is null == result.GetResult(pairing) is null)
                result.AddError("Give either a pair id or --pairing.");
        });
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation) =>
        parsed.GetValue(pairId) is { } one
            ? OneAsync(connection, screen, one, parsed.GetRequiredValue(by), cancellation)
            : AllAsync(connection, screen, parsed.GetValue(pairing)!, parsed.GetRequiredValue(by), cancellation);

    private static async Task OneAsync(Connection connection, Screen screen, string id, string by, CancellationToken cancellation)
    {
        var pair = await connection.Api.ReplayAsync(new ReplayRequest { PairId = id, By = by }, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(pair);
        else
            screen.WriteLine(($"{pair.Summary.Id}  ", Cells.Strong), (Words.Of(pair.Summary.Status), Cells.StyleOf(pair.Summary.Status)));
    }

    /// <summary>Those parked when it begins, each once: one that parks again meanwhile is not tried again.</summary>
    private static async Task AllAsync(Connection connection, Screen screen, string pairing, string by, CancellationToken cancellation)
    {
        var parked = await ParkedAsync(connection, pairing, cancellation);
        var replayed = 0;
        await ProgressBar.ShowAsync(screen, $"replay of {pairing}", async tell =>
        {
            for (var done = 0; done < parked.Count; tell(++done, parked.Count))
            {
                try
                {
                    var pair = await connection.Api.ReplayAsync(new ReplayRequest { PairId = parked[done], By = by }, connection.Bounded(cancellation));
                    replayed++;
                    if (screen.IsJson)
                        Screen.WriteJson(pair);
                }
                catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
                {
                    // It is parked no longer, or no longer there.
                }
            }
        });
        if (!screen.IsJson)
            screen.WriteLine(($"{replayed} of {parked.Count} parked pairs replayed", Cells.Plain));
    }

    private static async Task<List<string>> ParkedAsync(Connection connection, string pairing, CancellationToken cancellation)
    {
        var parked = new List<string>();
        var request = new ListPairsRequest { Pairing = pairing, Status = PairStatus.Parked, PageSize = PageSize };
        do
        {
            var page = await connection.Api.ListPairsAsync(request, connection.Bounded(cancellation));
            parked.AddRange(page.Pairs.Select(pair => pair.Id));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return parked;
    }
}
