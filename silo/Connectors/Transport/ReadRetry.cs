using System.Net;
using Polly;
using Polly.Retry;

namespace Sync.Connectors;

/// <summary>
/// Tries a GET again, twice, after a short pause. Never a write, whose unknown outcome is the protocol's to resolve; never a long
/// poll, which is asked again anyway; never what was held back here or what the whole side refuses.
/// </summary>
internal static class ReadRetry
{
    internal const int Retries = 2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>A side that asks for a longer pause than this is not asked again here.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(2);

    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = Retries,
            Delay = FirstPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = args => ValueTask.FromResult(
                args.Outcome.Result is { } response ? RetryAfterHeader.Of(response, time) : null),
            ShouldHandle = args => ValueTask.FromResult(
                IsPlainRead(args.Context.GetRequestMessage()!) && MayPass(args.Outcome, time, args.Context.CancellationToken)),
        });
    }

    private static bool IsPlainRead(HttpRequestMessage request) => request.Method == HttpMethod.Get && !Call.Of(request).IsLongPoll;

    private static bool MayPass(Outcome<HttpResponseMessage> outcome, TimeProvider time, CancellationToken cancellation) =>
        outcome.Exception is { } exception
            ? Faults.Of(exception, cancellation) is Fault.Lost or Fault.NotConnected
            : outcome.Result is
            {
                StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
            } response && !(RetryAfterHeader.Of(response, time) > LongestRetryAfter);
}
