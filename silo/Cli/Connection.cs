using System.CommandLine;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Sync.V1;

namespace Sync.Cli;

/// <summary>The way to one silo.</summary>
internal sealed class Connection : IDisposable
{
    private readonly string address;
    private readonly TimeSpan timeout;
    private readonly GrpcChannel channel;

    public Connection(ParseResult parsed)
    {
        address = CommonOptions.Api(parsed.GetRequiredValue(CommonOptions.Address))!.ToString().TrimEnd('/');
        timeout = TimeSpan.FromSeconds(parsed.GetValue(CommonOptions.Timeout));
        channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectTimeout = timeout },
            DisposeHttpClient = true,
        });
        Api = new SyncService.SyncServiceClient(channel);
    }

    public SyncService.SyncServiceClient Api { get; }

    /// <summary>For a call that must be answered within the timeout.</summary>
    public CallOptions Bounded(CancellationToken cancellation) =>
        new(deadline: (TimeProvider.System.GetUtcNow() + timeout).UtcDateTime, cancellationToken: cancellation);

    /// <summary>What went wrong and what to do about it, line by line.</summary>
    public IEnumerable<string> Explain(RpcException failure) =>
        failure.StatusCode == StatusCode.InvalidArgument && failure.GetRpcStatus()?.GetDetail<BadRequest>() is { } bad
            ? bad.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}")
            : [Reason(failure)];

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private string Reason(RpcException failure) => failure.StatusCode switch
    {
        StatusCode.Unavailable when failure.Status.DebugException is { } cause =>
            $"Nothing answers at {address}: {cause.GetBaseException().Message}. Is Sync running there? 'dotnet run --project silo' starts one; "
            + "--address or SYNC_ADDRESS names another.",
        StatusCode.DeadlineExceeded => $"No answer from {address} within {timeout.TotalSeconds} s; --timeout allows more.",
        StatusCode.Internal when failure.Status.DebugException is HttpRequestException =>
            $"{address} does not speak gRPC: {failure.Status.DebugException.GetBaseException().Message}. The API is on 7105 by default, not on the web port.",
        StatusCode.NotFound or StatusCode.OutOfRange or StatusCode.Unavailable or StatusCode.InvalidArgument
            or StatusCode.FailedPrecondition or StatusCode.Aborted => failure.Status.Detail,
        _ => $"{failure.StatusCode}: {failure.Status.Detail}",
    };
}
