using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync explain</c>.</summary>
internal sealed class ExplainCommand : ApiCommand
{
    private readonly Argument<string[]> what = new("what")
    {
        Description = "<pair-id> <property>; or the property alone, and a record by --side, --kind and --id.",
        Arity = new ArgumentArity(1, 2),
    };

    private readonly RecordOptions record = new();
    private readonly Option<int> limit = new("--limit") { Description = "Most lines of the story, 1 to 1000.", DefaultValueFactory = _ => 100 };

    public ExplainCommand()
        : base(
            "explain", "Tells how a property came to be as it is: who set it, when, from what to what, by which rule, under which mapping revision, in which trace.",
            "sync explain customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 name", "sync explain name --side shop --kind customer --id 17",
            "sync explain name --side shop --kind customer --id 17 --json | jq .story[0]")
    {
        Arguments.Add(what);
        record.AddTo(this);
        Options.Add(limit);
        Validators.Add(result =>
        {
            if (result.GetValue(what) is { } words && record.Mistake(result, words.Length == 2) is { } mistake)
                result.AddError(mistake);
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var answer = await connection.Api.ExplainAsync(Request(parsed), connection.Bounded(cancellation));
        foreach (var (explanation, index) in answer.Explanations.Select((explanation, index) => (explanation, index)))
        {
            if (screen.IsJson)
            {
                Screen.WriteJson(explanation);
                continue;
            }
            if (index > 0)
                screen.WriteLine();
            ExplanationView.Write(screen, explanation);
        }
    }

    private ExplainRequest Request(ParseResult parsed)
    {
        var words = parsed.GetRequiredValue(what);
        var request = new ExplainRequest { Property = words[^1], Limit = parsed.GetValue(limit) };
        if (words.Length == 2)
            request.PairId = words[0];
        else
            request.Record = record.Record(parsed);
        return request;
    }
}
