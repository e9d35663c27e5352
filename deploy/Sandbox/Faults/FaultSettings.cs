using System.Text.Json.Serialization;

namespace Sync.Sandbox.Faults;

/// <summary>How a side misbehaves at present. Rates are probabilities from 0 to 1; the defaults are a side in health.</summary>
internal sealed record FaultSettings
{
    /// <summary>Milliseconds every request waits first, 0..60,000.</summary>
    [JsonPropertyName("latencyMs")]
    public int LatencyMs { get; init; }

    /// <summary>Every request is answered 503, as if the side were down.</summary>
    [JsonPropertyName("down")]
    public bool Down { get; init; }

    /// <summary>Share of requests answered 500 or 503 before anything happened.</summary>
    [JsonPropertyName("errorRate")]
    public double ErrorRate { get; init; }

    /// <summary>Share of requests answered 429 before anything happened.</summary>
    [JsonPropertyName("throttleRate")]
    public double ThrottleRate { get; init; }

    /// <summary>The Retry-After of a 429, seconds, 0..3600.</summary>
    [JsonPropertyName("retryAfterSeconds")]
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>Share of successful writes whose connection is cut after the commit, without an answer.</summary>
    [JsonPropertyName("timeoutAfterCommitRate")]
    public double TimeoutAfterCommitRate { get; init; }

    /// <summary>Share of feed items that come again, in the same page or at the start of the next.</summary>
    [JsonPropertyName("duplicateFeedRate")]
    public double DuplicateFeedRate { get; init; }

    /// <summary>The items of a feed page come in any order; <c>next</c> still covers them all.</summary>
    [JsonPropertyName("reorderFeed")]
    public bool ReorderFeed { get; init; }

    /// <summary>Share of feed items left out of the feed though <c>next</c> passes them.</summary>
    [JsonPropertyName("skipFeedRate")]
    public double SkipFeedRate { get; init; }

    /// <summary>Share of list pages cut in half and answered with <c>more: false</c>.</summary>
    [JsonPropertyName("cutListRate")]
    public double CutListRate { get; init; }

    /// <summary>Share of webhook deliveries never sent.</summary>
    [JsonPropertyName("dropWebhookRate")]
    public double DropWebhookRate { get; init; }

    /// <summary>Seconds this side's clock is ahead (or, negative, behind) in <c>updated_at</c>; at most a year.</summary>
    [JsonPropertyName("clockOffsetSeconds")]
    public int ClockOffsetSeconds { get; init; }

    /// <summary>false: If-Match is ignored.</summary>
    [JsonPropertyName("conditionalWrites")]
    public bool ConditionalWrites { get; init; } = true;

    /// <summary>false: Idempotency-Key is neither looked up nor kept.</summary>
    [JsonPropertyName("idempotency")]
    public bool Idempotency { get; init; } = true;

    /// <summary>Values are stored otherwise than sent; see <see cref="Shapes.Normalisation"/>.</summary>
    [JsonPropertyName("normalise")]
    public bool Normalise { get; init; }

    /// <summary>false: two customers may share an e-mail.</summary>
    [JsonPropertyName("uniqueEmail")]
    public bool UniqueEmail { get; init; } = true;

    /// <summary>false: two products may share a sku.</summary>
    [JsonPropertyName("uniqueSku")]
    public bool UniqueSku { get; init; } = true;

    /// <summary>Where the dice start; setting it starts them again, so that a sequence can be repeated.</summary>
    [JsonPropertyName("seed")]
    public int Seed { get; init; }
}
