using System.CommandLine;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync pair candidates</c>.</summary>
internal sealed class PairCandidatesCommand : ApiCommand
{
    private readonly Argument<string> pairId = new("pair-id") { Description = "<pairing>/<uuid>." };

    public PairCandidatesCommand()
        : base(
            "candidates", "Shows, side by side, the records that a pair's record could belong with.",
            "sync pair candidates customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10") => Arguments.Add(pairId);

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        var answer = await connection.Api.GetCandidatesAsync(
            new GetCandidatesRequest { PairId = parsed.GetRequiredValue(pairId) }, connection.Bounded(cancellation));
        if (screen.IsJson)
            Screen.WriteJson(answer);
        else if (answer.Candidates.Count > 0)
            screen.Write(LinkView.Candidates(answer.Candidates));
    }
}

/// <summary><c>sync pair unlink</c>.</summary>
internal sealed class PairUnlinkCommand() : LinkCommand(
    "unlink", "Leaves a pair's records alone: the pair stays as a barrier, so that nothing links or makes them anew.",
    "sync pair unlink customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --yes")
{
    /// <summary>Nothing is written when a link ends.</summary>
    protected override async Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation) =>
        wanted.Preview
            ? new LinkAnswer()
            : await connection.Api.UnlinkAsync(new UnlinkRequest { Pair = wanted.Pair, By = wanted.By }, connection.Bounded(cancellation));
}

/// <summary><c>sync pair lift</c>.</summary>
internal sealed class PairLiftCommand() : LinkCommand(
    "lift", "Takes back 'unlink', or 'merge' while nothing is deleted; edits made meanwhile flow to both sides.",
    "sync pair lift customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --preview")
{
    /// <inheritdoc/>
    protected override async Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation) =>
        await connection.Api.LiftAsync(new LiftRequest { Pair = wanted.Pair, By = wanted.By, Preview = wanted.Preview }, connection.Bounded(cancellation));
}

/// <summary><c>sync pair link</c>.</summary>
internal sealed class PairLinkCommand : LinkCommand
{
    private readonly Option<string> side = new("--side") { Description = "The side of the record to link with.", Required = true };
    private readonly Option<string> id = new("--id") { Description = "That record's id on its side.", Required = true };
    private readonly Option<bool> replace = new("--replace")
    {
        Description = "Let it take the place of the record linked now, which is left alone in a pair of its own.",
    };

    public PairLinkCommand()
        : base(
            "link", "Links a pair with a record that no pair holds, or that is all another pair has.",
            "sync pair link customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --side shop --id 17",
            "sync pair link customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --side shop --id 18 --replace --yes")
    {
        side.AcceptOnlyFromAmong(Words.All<Side>());
        foreach (var option in new Option[] { side, id, replace })
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation) =>
        await connection.Api.LinkAsync(
            new LinkRequest
            {
                Pair = wanted.Pair,
                Side = Words.Parse<Side>(parsed.GetRequiredValue(side)),
                ExternalId = parsed.GetRequiredValue(id),
                Replace = parsed.GetValue(replace),
                By = wanted.By,
                Preview = wanted.Preview,
            },
            connection.Bounded(cancellation));
}

/// <summary><c>sync pair split</c>.</summary>
internal sealed class PairSplitCommand : LinkCommand
{
    private readonly Option<string> leaves = new("--leaves") { Description = "The side whose record gets a pair of its own.", Required = true };

    public PairSplitCommand()
        : base(
            "split", "Makes two pairs of one: each record may get a new counterpart.",
            "sync pair split customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --leaves shop")
    {
        leaves.AcceptOnlyFromAmong(Words.All<Side>());
        Options.Add(leaves);
    }

    /// <inheritdoc/>
    protected override async Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation) =>
        await connection.Api.SplitAsync(
            new SplitRequest { Pair = wanted.Pair, Leaves = Words.Parse<Side>(parsed.GetRequiredValue(leaves)), By = wanted.By, Preview = wanted.Preview },
            connection.Bounded(cancellation));
}

/// <summary><c>sync pair merge</c>.</summary>
internal sealed class PairMergeCommand : LinkCommand
{
    private readonly Option<string> into = new("--into") { Description = "<pairing>/<uuid> of the pair that stays.", Required = true };

    public PairMergeCommand()
        : base(
            "merge", "Makes one pair of two: what is left of the first one's records is deleted, and nothing is made in their place.",
            "sync pair merge customer/0198f0c4-5a5e-7c3a-9a52-2f6d3c1b7e10 --into customer/0198f0c4-6b01-7d11-8c3e-0a4be1f0a9d2") => Options.Add(into);

    /// <inheritdoc/>
    protected override async Task<LinkAnswer> SendAsync(Connection connection, Wanted wanted, ParseResult parsed, CancellationToken cancellation) =>
        await connection.Api.MergeAsync(
            new MergeRequest
            {
                Pair = wanted.Pair,
                Into = await SeenAsync(connection, parsed.GetRequiredValue(into), cancellation),
                By = wanted.By,
                Preview = wanted.Preview,
            },
            connection.Bounded(cancellation));
}
