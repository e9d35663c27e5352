using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary>A command that changes a link: shows what would follow, asks, and does it to the pair as it was shown.</summary>
internal abstract class LinkCommand : ApiCommand
{
    private readonly Argument<string> pairId = new("pair-id") { Description = "<pairing>/<uuid>." };
    private readonly Option<bool> preview = new("--preview") { Description = "Change nothing; only show what would follow." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Do not ask." };
    private readonly Option<string> by = OperatorOptions.By();

    protected LinkCommand(string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        Arguments.Add(pairId);
        foreach (var option in new Option[] { preview, yes, by })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (!result.GetValue(yes) && !result.GetValue(preview) && Console.IsInputRedirected)
                result.AddError("There is nobody to ask; --yes goes on without asking, --preview only shows.");
        });
    }

    /// <summary>Asks the API for it.</summary>
    protected abstract Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var wanted = new Wanted(await SeenAsync(connection, parsed.GetRequiredValue(pairId), cancellation), parsed.GetRequiredValue(by), Preview: true);
        if (parsed.GetValue(preview) || !parsed.GetValue(yes))
        {
            var would = await SendAsync(connection, wanted, parsed, cancellation);
            Write(screen, would);
            if (parsed.GetValue(preview))
                return;
            Console.Error.Write($"{wanted.Pair.PairId}: {Name}. Go on? [y/N] ");
            if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
                throw new RefusedException(ExitCodes.Other, "Nothing was changed.");
        }
        Write(screen, await SendAsync(connection, wanted with { Preview = false }, parsed, cancellation));
    }

    /// <summary>A pair as it is, to be named as seen.</summary>
    protected static async Task<SeenPair> SeenAsync(Connection connection, string id, CancellationToken cancellation)
    {
        var pair = (await connection.Api.GetPairAsync(new GetPairRequest { PairId = id }, connection.Bounded(cancellation))).Pairs[0];
        return new SeenPair { PairId = id, CrmId = pair.Summary.CrmId, ShopId = pair.Summary.ShopId, RowVersion = pair.RowVersion };
    }

    private static void Write(Screen screen, LinkAnswer answer)
    {
        if (screen.IsJson)
        {
            Screen.WriteJson(answer);
            return;
        }
        if (answer.Follows.Count > 0)
            screen.Write(LinkView.Follows(answer.Follows));
        if (answer.Pair is { Summary: var summary })
            screen.WriteLine(($"{summary.Id}  ", Cells.Strong), (Words.Of(summary.Status), Cells.StyleOf(summary.Status)));
        if (answer.ReleasedPairId.Length > 0)
            screen.WriteLine(($"let go: {answer.ReleasedPairId}", Cells.Plain));
    }

    /// <summary>What every request of this kind says.</summary>
    /// <param name="Pair">The pair as it was shown.</param>
    /// <param name="By">Who.</param>
    /// <param name="Preview">Whether to tell only.</param>
    protected sealed record Wanted(SeenPair Pair, string By, bool Preview);
}
