using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace Sync.Connectors;

/// <summary>The span of one connector call; the HTTP requests it makes are its children. Costs nothing where nobody listens.</summary>
internal readonly struct ConnectorTrace(Span? span) : IDisposable
{
    /// <summary>The source to listen to.</summary>
    public const string SourceName = "Sync.Connectors";

    private static readonly ActivitySource Source = new(SourceName);

    public static ConnectorTrace Start(Side side, string operation, string kind, string? externalId = null)
    {
        var span = Source.StartActivity($"{operation} {kind}");
        span?.SetTag("sync.side", side.Name()).SetTag("sync.kind", kind).SetTag("sync.external_id", externalId);
        return new ConnectorTrace(span);
    }

    /// <summary>Notes how it ended and passes it on.</summary>
    public T Ended<T>(T outcome)
        where T : class
    {
        span?.SetTag("sync.outcome", outcome.GetType().Name);
        return outcome;
    }

    public void Dispose() => span?.Dispose();
}
