namespace Sync.Connectors;

/// <summary>The Retry-After header, RFC 9110 section 10.2.3: seconds, or a date.</summary>
internal static class RetryAfterHeader
{
    /// <summary>How long from now, never negative; <see langword="null"/> where the side does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };
}
