using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync pair get</c>.</summary>
internal sealed class PairGetCommand : ApiCommand
{
    private readonly Argument<string?> pairId = new("pair-id")
    {
        Description = "<pairing>/<uuid>; or name a record by --side, --kind and --id.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> side = new("--side") { Description = "The side of the record." };
    private readonly Option<string?> kind = new("--kind") { Description = "The kind of the record, such as customer." };
    private readonly Option<string?> id = new("--id") { Description = "The record's id on its side." };
    private readonly Option<string?> pairing = new("--pairing") { Description = "With a record: only its pair of this pairing." };

    public PairGetCommand()
        : base(
            "get", "Shows all that is known of a pair: both sides, values and where they came from, and what happened.",
            "sync pair get customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10", "sync pair get --side shop --kind customer --id 17")
    {
        side.AcceptOnlyFromAmong(Words.All<Side>());
        Arguments.Add(pairId);
        foreach (var option in new Option[] { side, kind, id, pairing })
            Options.Add(option);
        Validators.Add(result =>
        {
            var named = new[] { side, kind, id }.Count(option => result.GetResult(option) is not null);
            var byPairId = result.GetValue(pairId) is not null;
            if (byPairId ? named > 0 || result.GetResult(pairing) is not null : named < 3)
                result.AddError("Give either a pair id, or all of --side, --kind and --id.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var answer = await connection.Api.GetPairAsync(Request(parsed), connection.Bounded(cancellation));
        foreach (var (pair, index) in answer.Pairs.Select((pair, index) => (pair, index)))
        {
            if (screen.IsJson)
            {
                Screen.WriteJson(pair);
                continue;
            }
            if (index > 0)
                screen.WriteLine();
            PairView.Write(screen, pair);
        }
    }

    private GetPairRequest Request(ParseResult parsed) => parsed.GetValue(pairId) is { } one
        ? new GetPairRequest { PairId = one }
        : new GetPairRequest
        {
            Record = new RecordName
            {
                Side = Words.Parse<Side>(parsed.GetValue(side)),
                Kind = parsed.GetValue(kind),
                ExternalId = parsed.GetValue(id),
                Pairing = parsed.GetValue(pairing) ?? "",
            },
        };
}
