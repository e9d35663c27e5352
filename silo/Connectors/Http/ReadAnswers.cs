using System.Net;
using System.Text.Json;

namespace Sync.Connectors;

/// <summary>What an answer to a read means.</summary>
internal static class ReadAnswers
{
    public static ReadOutcome Of(Answer answer, KindProtocol kind) => answer switch
    {
        Answer.Received { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone } => new ReadOutcome.NotFound(),
        Answer.Received { IsSuccess: true } received => Record(received, kind),
        _ => new ReadOutcome.Failed(answer.AsFailure()),
    };

    private static ReadOutcome Record(Answer.Received received, KindProtocol kind)
    {
        try
        {
            using var json = received.Json();
            return kind.Unwrapped(json, received.ETag) is { } record
                ? new ReadOutcome.Found(record)
                : new ReadOutcome.Failed(new Failure($"{received.Name}: the answer has no record with an id"));
        }
        catch (JsonException)
        {
            return new ReadOutcome.Failed(received.NotJson);
        }
    }
}
