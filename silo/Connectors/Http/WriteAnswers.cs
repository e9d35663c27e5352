using System.Diagnostics;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>What a write asked for.</summary>
internal enum Write
{
    Create,
    Update,
    Delete,
}

/// <summary>
/// What an answer to a write means. A create answered «gone» is a key whose record was deleted since; a create answered «not
/// found» is only a wrong path. Only what says so for certain is "not written"; the rest is unknown.
/// </summary>
internal static class WriteAnswers
{
    public static WriteOutcome Of(Write write, Answer answer, KindProtocol kind) => answer switch
    {
        Answer.NotSent(var failure) => new WriteOutcome.Retryable(failure),
        Answer.Lost(var failure) => new WriteOutcome.Unknown(failure),
        Answer.Received received => Of(write, received, kind),
        _ => throw new UnreachableException(),
    };

    private static WriteOutcome Of(Write write, Answer.Received received, KindProtocol kind) => ((int)received.Status, write) switch
    {
        ( >= 200 and < 300, _) => Stored(write, received, kind),
        (303, _) => new WriteOutcome.Unknown(received.Failure),
        ( >= 300 and < 400 or 401 or 403 or 429, _) => new WriteOutcome.Retryable(received.Failure),
        (410, Write.Create) or (404 or 410, Write.Update or Write.Delete) => new WriteOutcome.NotFound(),
        (412, Write.Update or Write.Delete) => new WriteOutcome.VersionMismatch(),
        (409, Write.Create) => new WriteOutcome.AlreadyExists(SideWords.Of(received.Body).Field, received.Reason),
        (408 or >= 500, _) => new WriteOutcome.Unknown(received.Failure),
        _ => new WriteOutcome.Rejected(SideWords.Of(received.Body).Field, received.Reason),
    };

    /// <summary>A body that is no JSON (a proxy's page, a record cut short) makes even a 2xx doubtful.</summary>
    private static WriteOutcome Stored(Write write, Answer.Received received, KindProtocol kind)
    {
        if (write is Write.Delete || received.Body.IsEmpty)
            return new WriteOutcome.Succeeded(null) { Version = write is Write.Update ? received.ETag : null };
        try
        {
            using var json = received.Json();
            return new WriteOutcome.Succeeded(kind.Unwrapped(json, received.ETag));
        }
        catch (JsonException)
        {
            return new WriteOutcome.Unknown(received.NotJson);
        }
    }
}
