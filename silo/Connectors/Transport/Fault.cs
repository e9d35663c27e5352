using Polly.Timeout;

namespace Sync.Connectors;

/// <summary>What a request that got no answer came to.</summary>
internal enum Fault
{
    /// <summary>Held back on this machine.</summary>
    HeldBack,

    /// <summary>No connection was made; the side did not see the request.</summary>
    NotConnected,

    /// <summary>The side may have seen the request: time ran out, or the connection broke before the answer was complete.</summary>
    Lost,

    /// <summary>The caller gave up.</summary>
    Cancelled,
}

/// <summary>Tells faults apart.</summary>
internal static class Faults
{
    /// <param name="exception">What sending threw.</param>
    /// <param name="cancellation">The caller's token.</param>
    public static Fault Of(Exception exception, CancellationToken cancellation) => exception switch
    {
        NotSentException => Fault.HeldBack,
        TimeoutRejectedException => Fault.Lost,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } => Fault.NotConnected,
        OperationCanceledException when cancellation.IsCancellationRequested => Fault.Cancelled,
        // The only cancellation that is neither the caller's nor the attempt's is SocketsHttpHandler.ConnectTimeout.
        OperationCanceledException { InnerException: TimeoutException } => Fault.NotConnected,
        _ => Fault.Lost,
    };
}
