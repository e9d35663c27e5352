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

    private readonly RecordOptions record = new();

    public PairGetCommand()
        : base(
            "get", "Shows all that is known of a pair: both sides, values and where they came from, and what happened.",
            "sync pair get customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10", "sync pair get --side shop --kind customer --id 17")
    {
        Arguments.Add(pairId);
        record.AddTo(this);
        Validators.Add(result =>
        {
            if (record.Mistake(result, result.GetValue(pairId) is not null) is { } mistake)
                result.AddError(mistake);
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
        : new GetPairRequest { Record = record.Record(parsed) };
}
