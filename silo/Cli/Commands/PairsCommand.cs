using System.CommandLine;
using Spectre.Console;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync pairs</c>.</summary>
internal sealed class PairsCommand : ApiCommand
{
    private const int PageSize = 1000;

    private readonly Option<string?> pairing = new("--pairing") { Description = "Only pairs of this pairing." };
    private readonly Option<string?> status = new("--status") { Description = "Only pairs with this status." };
    private readonly Option<string?> text = new("--text") { Description = "Only pairs whose ids, match key or values contain this." };
    private readonly Option<uint> limit = new("--limit") { Description = "Most pairs to print.", DefaultValueFactory = _ => 50 };
    private readonly Option<bool> all = new("--all") { Description = "Print all, whatever the limit." };

    public PairsCommand()
        : base(
            "pairs", "Lists pairs in the order of their ids.",
            "sync pairs --status conflict", "sync pairs --pairing customer --text ada@example.com",
            "sync pairs --status parked --all --json | jq -r '[.id, .reason] | @tsv'")
    {
        status.AcceptOnlyFromAmong(Words.All<PairStatus>());
        foreach (var option in new Option[] { pairing, status, text, limit, all })
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var left = parsed.GetValue(all) ? long.MaxValue : parsed.GetValue(limit);
        var request = new ListPairsRequest
        {
            Pairing = parsed.GetValue(pairing) ?? "",
            Status = Words.Parse<PairStatus>(parsed.GetValue(status)),
            Text = parsed.GetValue(text) ?? "",
        };
        while (left > 0)
        {
            request.PageSize = (int)Math.Min(left, PageSize);
            var page = await connection.Api.ListPairsAsync(request, connection.Bounded(cancellation));
            Write(screen, page.Pairs, isFirst: request.PageToken.Length == 0);
            left = page.NextPageToken.Length > 0 ? left - page.Pairs.Count : 0;
            request.PageToken = page.NextPageToken;
        }
        if (request.PageToken.Length > 0)
            Console.Error.WriteLine("There are more; --limit or --all shows them.");
    }

    private static void Write(Screen screen, IReadOnlyCollection<PairSummary> pairs, bool isFirst)
    {
        if (screen.IsJson)
        {
            foreach (var pair in pairs)
                Screen.WriteJson(pair);
            return;
        }
        if (pairs.Count == 0 && isFirst)
            Console.Error.WriteLine("There is no such pair.");
        if (pairs.Count == 0)
            return;
        var table = screen.IsPiped ? Wide(pairs) : Narrow(pairs);
        table.ShowHeaders = isFirst;
        screen.Write(table);
    }

    private static Table Wide(IEnumerable<PairSummary> pairs)
    {
        var table = Cells.Table("pair", "status", "crm", "shop", "reason");
        foreach (var pair in pairs)
            table.AddRow(Cells.Of(pair.Id), Cells.Of(pair.Status), Record(pair.CrmId), Record(pair.ShopId), Cells.Of(pair.Reason));
        return table;
    }

    /// <summary>With the reason below the id, which is the widest anyway.</summary>
    private static Table Narrow(IEnumerable<PairSummary> pairs)
    {
        var table = Cells.Table("pair", "status", "crm", "shop");
        foreach (var pair in pairs)
            table.AddRow(Cells.Stacked(Cells.Of(pair.Id), pair.Reason), Cells.Of(pair.Status), Record(pair.CrmId), Record(pair.ShopId));
        return table;
    }

    private static Text Record(string id) => id.Length == 0 ? Cells.Of("-", Cells.Soft) : Cells.Of(id);
}
