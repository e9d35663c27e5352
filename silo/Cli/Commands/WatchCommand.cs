using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;
using Sync.V1;

namespace Sync.Cli.Commands;

/// <summary><c>sync watch</c>.</summary>
internal sealed class WatchCommand : ApiCommand
{
    private readonly Option<string?> pair = new("--pair") { Description = "Only this pair." };
    private readonly Option<string?> pairing = new("--pairing") { Description = "Only pairs of this pairing." };
    private readonly Option<int?> last = new("--last") { Description = "Start with this many that happened already; default 10." };
    private readonly Option<string?> after = new("--after") { Description = "Go on after the activity with this token." };

    private string? token;

    public WatchCommand()
        : base(
            "watch", "Follows what happens to pairs, until interrupted.",
            "sync watch", "sync watch --pairing customer --last 100", "sync watch --json --after 4711 | jq .text")
    {
        foreach (var option in new Option[] { pair, pairing, last, after })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(pair) is not null && result.GetResult(pairing) is not null)
                result.AddError("--pair and --pairing: give one or neither.");
            if (result.GetResult(last) is not null && result.GetResult(after) is not null)
                result.AddError("--last and --after: give one or neither.");
        });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation)
    {
        using var call = connection.Api.WatchActivity(Request(parsed), cancellationToken: cancellation);
        await foreach (var activity in call.ResponseStream.ReadAllAsync(cancellation))
        {
            token = activity.Token;
            if (screen.IsJson)
                Screen.WriteJson(activity);
            else
                Write(screen, activity);
        }
    }

    /// <inheritdoc/>
    protected override string? Advice(RpcException failure) =>
        token is not null && failure.StatusCode == StatusCode.Unavailable ? $"'sync watch --after {token}' goes on where this ended." : null;

    private static void Write(Screen screen, Activity activity) => screen.WriteLine(
        (Words.Of(activity.At), Cells.Soft),
        ($"  {Words.Of(activity.Kind),-10} ", Cells.Strong),
        ($"{(activity.Side == Side.Unspecified ? "" : Words.Of(activity.Side)),-4} ", Cells.Plain),
        (activity.Property.Length == 0 ? "" : $"{activity.Property}: ", Cells.Plain),
        (activity.Text, Cells.Plain),
        ($"  {activity.PairId}", Cells.Soft),
        (activity.TraceId.Length == 0 ? "" : $"  trace {activity.TraceId}", Cells.Soft));

    private WatchActivityRequest Request(ParseResult parsed)
    {
        var request = new WatchActivityRequest();
        if (parsed.GetValue(after) is { } from)
            request.After = from;
        else
            request.Last = parsed.GetValue(last) ?? 10;
        if (parsed.GetValue(pair) is { } one)
            request.PairId = one;
        if (parsed.GetValue(pairing) is { } whole)
            request.Pairing = whole;
        return request;
    }
}
