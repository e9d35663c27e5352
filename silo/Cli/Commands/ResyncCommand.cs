using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync resync</c>.</summary>
internal sealed class ResyncCommand : ApiCommand
{
    private readonly Argument<string> pairing = new("pairing") { Description = "The pairing, such as customer." };
    private readonly Option<bool> cancel = new("--cancel") { Description = "End the resync that is under way." };
    private readonly Option<string> by = OperatorOptions.By();

    private ResyncProgress? last;

    public ResyncCommand()
        : base(
            "resync", "Has every pair of a pairing read both its records, whatever the feeds say; joins the resync under way, if any.",
            "sync resync customer", "sync resync customer --cancel", "sync resync customer --json | jq .done")
    {
        Arguments.Add(pairing);
        Options.Add(cancel);
        Options.Add(by);
    }

    /// <inheritdoc/>
    protected override Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation) =>
        parsed.GetValue(cancel)
            ? CancelAsync(connection, screen, parsed, cancellation)
            : FollowAsync(connection, screen, parsed, cancellation);

    /// <inheritdoc/>
    protected override string? Farewell(ParseResult parsed) => parsed.GetValue(cancel)
        ? null
        : $"The resync goes on. 'sync resync {parsed.GetValue(pairing)}' joins it again, --cancel ends it.";

    /// <inheritdoc/>
    protected override string? Advice(RpcException failure) => last is not null && failure.StatusCode == StatusCode.Unavailable
        ? $"The resync goes on once Sync runs again; 'sync resync {last.Pairing}' joins it."
        : null;

    private async Task FollowAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new ResyncRequest { Pairing = parsed.GetRequiredValue(pairing), By = parsed.GetRequiredValue(by) };
        using var call = connection.Api.Resync(request, cancellationToken: cancellation);
        await ProgressBar.FollowAsync(
            screen, $"resync of {request.Pairing}", call.ResponseStream, progress => (progress.Done, progress.Total), progress => last = progress, cancellation);
        if (!screen.IsJson && last is not null)
            Write(screen, last);
    }

    private async Task CancelAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var request = new CancelResyncRequest { Pairing = parsed.GetRequiredValue(pairing), By = parsed.GetRequiredValue(by) };
        var progress = await connection.Api.CancelResyncAsync(request, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(progress);
        else
            Write(screen, progress);
    }

    private static void Write(Screen screen, ResyncProgress progress) => screen.WriteLine(
        ($"{progress.Pairing}: {progress.Done} of {progress.Total} pairs read again", Cells.Plain),
        (progress.Failed > 0 ? $", {progress.Failed} did not answer" : "", Cells.Bad),
        (progress.CancelledBy.Length > 0 ? $", cancelled by {progress.CancelledBy}" : "", Cells.Soft));
}
