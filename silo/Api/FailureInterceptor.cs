using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Sync.Silo.Api;

/// <summary>Turns failures that callers can act upon into gRPC statuses; whatever else is thrown is a defect and stays UNKNOWN.</summary>
internal sealed class FailureInterceptor : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (StatusOf(e) is { } status)
        {
            throw new RpcException(status);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (StatusOf(e) is { } status)
        {
            throw new RpcException(status);
        }
    }

    private static Status? StatusOf(Exception exception) => exception switch
    {
        PairStoreException e => new Status(StatusCode.Unavailable, $"The database cannot be reached: {e.Message}"),
        InvalidDataException e => new Status(StatusCode.FailedPrecondition, e.Message),
        _ => null,
    };
}
