using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary>How a command names a pair: by its id, or by a record that it holds.</summary>
internal sealed class RecordOptions
{
    private readonly Option<string?> side = new("--side") { Description = "The side of the record." };
    private readonly Option<string?> kind = new("--kind") { Description = "The kind of the record, such as customer." };
    private readonly Option<string?> id = new("--id") { Description = "The record's id on its side." };
    private readonly Option<string?> pairing = new("--pairing") { Description = "With a record: only its pair of this pairing." };

    public RecordOptions() => side.AcceptOnlyFromAmong(Words.All<Side>());

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { side, kind, id, pairing })
            command.Options.Add(option);
    }

    /// <summary>Whether all is named that must be; <see langword="null"/>: why not.</summary>
    public string? Mistake(System.CommandLine.Parsing.CommandResult result, bool byPairId)
    {
        var named = new[] { side, kind, id }.Count(option => result.GetResult(option) is not null);
        return (byPairId ? named > 0 || result.GetResult(pairing) is not null : named < 3) ? "Give either a pair id, or all of --side, --kind and --id." : null;
    }

    /// <summary>The record that is named.</summary>
    public RecordName Record(ParseResult parsed) => new()
    {
        Side = Words.Parse<Side>(parsed.GetValue(side)),
        Kind = parsed.GetValue(kind),
        ExternalId = parsed.GetValue(id),
        Pairing = parsed.GetValue(pairing) ?? "",
    };
}
