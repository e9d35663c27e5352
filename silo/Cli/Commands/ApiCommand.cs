using System.CommandLine;
using Grpc.Core;
using Sync.Cli.Output;

namespace Sync.Cli.Commands;

/// <summary>A command that asks the API and prints the answer.</summary>
internal abstract class ApiCommand : ExemplifiedCommand
{
    protected ApiCommand(string name, string description, params string[] examples)
        : base(name, description, examples) => SetAction(RunAsync);

    /// <summary>Asks and prints; failures are the caller's.</summary>
    protected abstract Task RunAsync(Connection connection, Screen screen, ParseResult parsed, CancellationToken cancellation);

    /// <summary>What to add for a person when this command fails; <see langword="null"/>: nothing.</summary>
    protected virtual string? Advice(RpcException failure) => null;

    /// <summary>What to tell a person who interrupts this command; <see langword="null"/>: nothing.</summary>
    protected virtual string? Farewell(ParseResult parsed) => null;

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        using var connection = new Connection(parsed);
        try
        {
            await RunAsync(connection, new Screen(parsed.GetValue(CommonOptions.Json)), parsed, interrupted);
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && interrupted.IsCancellationRequested)
        {
            if (Farewell(parsed) is { } farewell)
                Console.Error.WriteLine(farewell);
            return ExitCodes.Interrupted;
        }
        catch (RefusedException e)
        {
            Console.Error.WriteLine(Words.Plain(e.Message));
            return e.ExitCode;
        }
        catch (RpcException e)
        {
            foreach (var line in connection.Explain(e))
                Console.Error.WriteLine(Words.Plain(line));
            if (Advice(e) is { } advice)
                Console.Error.WriteLine(advice);
            return ExitCodes.Of(e.StatusCode);
        }
    }
}
