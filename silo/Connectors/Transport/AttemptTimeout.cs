using Polly;
using Polly.Timeout;

namespace Sync.Connectors;

/// <summary>The time one attempt may take, body included; a long poll gets its wait on top.</summary>
internal static class AttemptTimeout
{
    public static void Add(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeSpan timeout, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline.AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = args => ValueTask.FromResult(timeout + Call.Of(args.Context.GetRequestMessage()!).Wait),
        });
    }
}
