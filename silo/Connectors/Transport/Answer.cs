using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>What came of a request. Closed.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>As the failure it is, where it is no success.</summary>
    public Failure AsFailure() => this switch
    {
        NotSent(var failure) => failure,
        Lost(var failure) => failure,
        Received received => received.Failure,
        _ => throw new UnreachableException(),
    };

    /// <summary>The side certainly did not see the request.</summary>
    public sealed record NotSent(Failure Failure) : Answer;

    /// <summary>The side may have seen it; no complete answer came.</summary>
    public sealed record Lost(Failure Failure) : Answer;

    /// <summary>The side answered.</summary>
    /// <param name="Name">Side, method, path, status.</param>
    /// <param name="Status">The status.</param>
    /// <param name="ETag">The ETag without quotes and weakness; <see langword="null"/> where there is none.</param>
    /// <param name="RetryAfter">How long the side asks to be left alone.</param>
    /// <param name="Body">The body; perhaps empty, perhaps not JSON.</param>
    public sealed record Received(
        string Name, HttpStatusCode Status, string? ETag, TimeSpan? RetryAfter, ReadOnlyMemory<byte> Body) : Answer
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;

        /// <summary>For a person: side, method, path, status and the side's own words.</summary>
        public string Reason => SideWords.Of(Body) is { Text: not "" and var text } ? $"{Name}: {text}" : Name;

        /// <summary>
        /// As a failure; the whole side's where it is about credentials or, since redirects are not followed, a wrong address.
        /// </summary>
        public Failure Failure => new(Reason, RetryAfter, SideWide: (int)Status is 401 or 403 or (>= 300 and < 400));

        /// <summary>The failure of an answer that should have been JSON.</summary>
        public Failure NotJson => new($"{Name}: the answer is not JSON: {SideWords.Of(Body).Text}", RetryAfter);

        /// <summary>The body as JSON.</summary>
        /// <exception cref="JsonException">It is not.</exception>
        public JsonDocument Json() => JsonDocument.Parse(Body.Span.StartsWith("\uFEFF"u8) ? Body[3..] : Body);
    }
}
