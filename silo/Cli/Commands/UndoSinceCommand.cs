using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace Sync.Cli.Commands;

/// <summary><c>sync undo since</c>.</summary>
internal sealed class UndoSinceCommand : ApiCommand
{
    private readonly Argument<string> pairing = new("pairing") { Description = "The pairing, such as customer." };
    private readonly Argument<DateTimeOffset?> since = Moment(new Argument<DateTimeOffset?>("moment")
    {
        Description = "From when on, by Sync's clock as 'sync explain' shows it, which is when a change reached the other side: 2026-11-27T10:00Z; a time without offset is UTC.", Arity = ArgumentArity.ZeroOrOne,
    });

    private readonly Option<DateTimeOffset?> until = new("--until")
    {
        Description = "Up to when; default: now, which takes people's own later edits on that side too.", CustomParser = Parse,
    };

    private readonly Option<string?> side = new("--side") { Description = "Only what came from this side; default: both, and what people did here." };
    private readonly Option<bool> created = new("--created")
    {
        Description = "Delete records that were created in that time, on both sides and within the budget of deletions, unless one was edited since or may be older.",
    };

    private readonly Option<bool> cancel = new("--cancel") { Description = "End the undo of this pairing that is under way." };
    private readonly UndoOptions options = new();

    private UndoProgress? last;

    public UndoSinceCommand()
        : base(
            "since", "Undoes all that changed since a moment, such as a bad import: shows what is set back to what, asks, and follows it to its end. Leaves alone, and names, what others edited since, or anybody after --until.",
            "sync undo since customer 2026-11-27T10:00Z --side crm --preview",
            "sync undo since customer 2026-11-27T10:00Z --until 2026-11-27T10:20Z --side crm --created --yes",
            "sync undo since customer --cancel")
    {
        side.AcceptOnlyFromAmong(Words.All<Side>());
        Arguments.Add(pairing);
        Arguments.Add(since);
        foreach (var option in new Option[] { until, side, created, cancel })
            Options.Add(option);
        options.AddTo(this, unless: cancel);
        Validators.Add(result =>
        {
            if (!result.GetValue(cancel) && result.GetResult(since) is null)
                result.AddError("Everything since when? Give the moment.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(cancel))
        {
            var request = new CancelUndoRequest { Pairing = parsed.GetRequiredValue(pairing), By = options.By(parsed) };
            Write(screen, await connection.Api.CancelUndoAsync(request, connection.Bounded(cancellation)));
            return;
        }
        var range = Range(parsed);
        if (options.OnlyShows(parsed) || !options.IsAgreed(parsed))
        {
            var items = await ItemsAsync(connection, screen, range, options.OnlyShows(parsed), cancellation);
            if (options.OnlyShows(parsed))
                return;
            if (!items.Any(item => UndoView.IsDone(item, options.IncludesOvertaken(parsed))))
            {
                screen.Write(UndoView.Items(items));
                screen.WriteLine(("There is nothing to undo.", Cells.Soft));
                return;
            }
            options.Ask(screen, parsed, items, UndoView.Summary(items, options.IncludesOvertaken(parsed)));
            // What comes while the person looks was not seen by anybody.
            range.Until ??= items.Max(item => item.Newest);
        }
        await FollowAsync(connection, screen, new UndoSinceRequest { Range = range, IncludeOvertaken = options.IncludesOvertaken(parsed), By = options.By(parsed) }, cancellation);
    }

    /// <inheritdoc/>
    protected override string? Farewell(ParseResult parsed) => last is null
        ? null
        : $"The undo goes on. The same command joins it again, 'sync undo since {parsed.GetValue(pairing)} --cancel' ends it.";

    private UndoneRange Range(ParseResult parsed) => new()
    {
        Pairing = parsed.GetRequiredValue(pairing),
        Origin = Words.Parse<Side>(parsed.GetValue(side)),
        Since = Timestamp.FromDateTimeOffset(parsed.GetValue(since)!.Value),
        Until = parsed.GetValue(until) is { } end ? Timestamp.FromDateTimeOffset(end) : null,
        Created = parsed.GetValue(created),
    };

    private static async Task<List<UndoItem>> ItemsAsync(
        Connection connection, Screen screen, UndoneRange range, bool shows, CancellationToken cancellation)
    {
        var items = new List<UndoItem>();
        using var call = connection.Api.PreviewUndo(new PreviewUndoRequest { Range = range }, cancellationToken: cancellation);
        await foreach (var item in call.ResponseStream.ReadAllAsync(cancellation))
        {
            items.Add(item);
            if (shows && screen.IsJson)
                Screen.WriteJson(item);
        }
        if (shows && !screen.IsJson)
        {
            screen.Write(UndoView.Items(items));
            screen.WriteLine((UndoView.Summary(items, includesOvertaken: false), Cells.Soft));
        }
        return items;
    }

    private async Task FollowAsync(Connection connection, Screen screen, UndoSinceRequest request, CancellationToken cancellation)
    {
        using var call = connection.Api.UndoSince(request, cancellationToken: cancellation);
        await ProgressBar.FollowAsync(
            screen, $"undo of {request.Range.Pairing}", call.ResponseStream, progress => (progress.Done, progress.Total), progress => last = progress, cancellation);
        if (!screen.IsJson && last is not null)
            Write(screen, last);
    }

    private static void Write(Screen screen, UndoProgress progress)
    {
        if (screen.IsJson)
        {
            Screen.WriteJson(progress);
            return;
        }
        screen.WriteLine(
            ($"{progress.Range.Pairing}: {progress.SetBack} values set back, {progress.SoAlready} were so already", Cells.Plain),
            (progress.TakenBack > 0 ? $", the records of {progress.TakenBack} pairs deleted" : "", Cells.Plain),
            (progress.Overtaken > 0 ? $", {progress.Overtaken} were edited since and left alone" : "", Cells.Bad),
            (progress.Refused > 0 ? $", {progress.Refused} cannot be set back" : "", Cells.Bad),
            (progress.Failed > 0 ? $", {progress.Failed} pairs did not answer" : "", Cells.Bad),
            (progress.CancelledBy.Length > 0 ? $", cancelled by {progress.CancelledBy}" : "", Cells.Soft));
        if (progress.Left.Count > 0)
            screen.Write(UndoView.Left(progress.Left));
    }

    private static Argument<DateTimeOffset?> Moment(Argument<DateTimeOffset?> argument)
    {
        argument.CustomParser = Parse;
        return argument;
    }

    private static DateTimeOffset? Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment;
        result.AddError($"'{text}' is no moment; expected one such as 2026-11-27T10:00Z.");
        return null;
    }
}
