using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync sweep</c>.</summary>
internal sealed class SweepCommand : ApiCommand
{
    private readonly Argument<string> pairing = new("pairing") { Description = "The pairing, such as customer." };
    private readonly Option<bool> report = new("--report") { Description = "Print what the sweep under way, or the last one, found; begin none." };
    private readonly Option<bool> cancel = new("--cancel") { Description = "End the sweep that is under way." };
    private readonly Option<string> by = OperatorOptions.By();

    private SweepReport? last;

    public SweepCommand()
        : base(
            "sweep", "Compares all pairs of a pairing with both sides' listings and has what differs looked at; joins the sweep under way, if any.",
            "sync sweep customer", "sync sweep customer --report", "sync sweep customer --cancel",
            "sync sweep customer --report --json | jq -r '.examples[] | [.side, .externalId, .reason, .text] | @tsv'")
    {
        Arguments.Add(pairing);
        Options.Add(report);
        Options.Add(cancel);
        Options.Add(by);
        Validators.Add(result =>
        {
            if (result.GetValue(report) && result.GetValue(cancel))
                result.AddError("--report and --cancel do not go together.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var (name, who) = (parsed.GetRequiredValue(pairing), parsed.GetRequiredValue(by));
        if (!parsed.GetValue(report) && !parsed.GetValue(cancel))
        {
            await FollowAsync(connection, screen, new SweepRequest { Pairing = name, By = who }, cancellation);
            return;
        }
        var found = parsed.GetValue(report)
            ? await connection.Api.GetSweepAsync(new GetSweepRequest { Pairing = name }, connection.Bounded(cancellation))
            : await connection.Api.CancelSweepAsync(new CancelSweepRequest { Pairing = name, By = who }, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(found);
        else
            SweepView.Write(screen, found);
    }

    /// <inheritdoc/>
    protected override string? Farewell(ParseResult parsed) => parsed.GetValue(cancel) || parsed.GetValue(report)
        ? null
        : $"The sweep goes on. 'sync sweep {parsed.GetValue(pairing)}' joins it again, --cancel ends it.";

    /// <inheritdoc/>
    protected override string? Advice(RpcException failure) => last is not null && failure.StatusCode == StatusCode.Unavailable
        ? $"The sweep goes on once Sync runs again; 'sync sweep {last.Pairing}' joins it."
        : null;

    private async Task FollowAsync(Connection connection, Screen screen, SweepRequest request, CancellationToken cancellation)
    {
        using var call = connection.Api.Sweep(request, cancellationToken: cancellation);
        await ProgressBar.FollowAsync(
            screen, $"sweep of {request.Pairing}", call.ResponseStream, found => (found.CrmListed + found.ShopListed + found.Compared, 3 * found.Rows), found => last = found, cancellation);
        if (!screen.IsJson && last is not null)
            SweepView.Write(screen, last);
    }
}
