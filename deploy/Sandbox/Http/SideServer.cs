using System.Net;
using System.Text;
using System.Text.Json;
using Sync.Sandbox.Faults;
using Sync.Sandbox.Shapes;

namespace Sync.Sandbox.Http;

/// <summary>Takes every request of one side: guards, faults, finds who answers, logs, and then lets the answer go.</summary>
internal sealed class SideServer(
    Side side, RecordEndpoints records, PageEndpoints pages, ControlEndpoints control, FaultBench faults, RequestLog log,
    TimeProvider clock, bool loopbackOnly, CancellationToken stopping)
{
    private const int LongestLoggedBody = 16_384;

    public async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var arrived = clock.GetUtcNow();
        Exchange exchange;
        try
        {
            exchange = await Exchange.ReadAsync(context.Request, ended.Token);
        }
        catch (DecoderFallbackException)
        {
            await SendAsync(context, Answer.Of(RefusedException.Malformed("the body is not UTF-8")));
            return;
        }
        catch (BadHttpRequestException mistake)
        {
            await SendAsync(context, Answer.Of(new RefusedException(mistake.StatusCode, mistake.Message)));
            return;
        }

        var answer = await AnswerAsync(exchange);
        if (answer is null) return;
        var cut = IsWrite(exchange) && !IsControl(exchange) && answer.Status is >= 200 and < 300
            && faults.Happens(faults.Settings.TimeoutAfterCommitRate);
        var noted = cut ? answer with { Status = 0, Fault = "timeoutAfterCommit" } : answer;
        if (!IsControl(exchange)) Note(exchange, arrived, noted);
        if (cut) context.Abort();
        else await SendAsync(context, answer);
    }

    public static RefusedException UnknownKind(Side side, string kind)
    {
        var kinds = side.Shapes.Select(shape => shape.Kind).ToArray();
        return RefusedException.NotFound(
            $"the {side.Name} has no '{kind}'{Suggestion.For(kind, kinds)} Its kinds are {string.Join(", ", kinds)}.");
    }

    /// <returns>null when nobody waits for an answer any more.</returns>
    private async Task<Answer?> AnswerAsync(Exchange exchange)
    {
        try
        {
            RequireOwnPage(exchange.Request);
            if (IsControl(exchange)) return await RouteAsync(exchange);
            return await InjectedAsync(exchange) ?? await RouteAsync(exchange);
        }
        catch (RefusedException refusal)
        {
            return Answer.Of(refusal);
        }
        catch (OperationCanceledException) when (exchange.Ended.IsCancellationRequested)
        {
            return stopping.IsCancellationRequested ? Answer.Of(new RefusedException(503, "the sandbox is stopping")) : null;
        }
        // The last resort of a server: the caller is told, and the side goes on.
        catch (Exception failure)
        {
            return Answer.Of(new RefusedException(500, $"the sandbox failed: {failure.Message}"));
        }
    }

    private async Task<Answer?> InjectedAsync(Exchange exchange)
    {
        var settings = faults.Settings;
        if (settings.LatencyMs > 0) await Task.Delay(TimeSpan.FromMilliseconds(settings.LatencyMs), clock, exchange.Ended);
        if (settings.Down) return Fault(503, "down");
        if (faults.Happens(settings.ThrottleRate))
            return Fault(429, "throttle") with { RetryAfterSeconds = settings.RetryAfterSeconds };
        return faults.Happens(settings.ErrorRate) ? Fault(faults.Pick(2) == 0 ? 500 : 503, "error") : null;
    }

    private async Task<Answer> RouteAsync(Exchange exchange)
    {
        var segments = exchange.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0 && exchange.Method == "GET") return WebPage.Of(side);
        if (segments.Length == 1 && segments[0].StartsWith('_')) return await control.HandleAsync(segments[0], exchange);
        if (segments.Length is 0 or > 2) throw UnknownKind(side, exchange.Request.Path.Value!);

        var shape = side.Find(segments[0]) ?? throw UnknownKind(side, segments[0]);
        return (exchange.Method, segments.Length) switch
        {
            ("GET", 1) => await pages.GetAsync(shape, exchange),
            ("POST", 1) => await records.CreateAsync(shape, exchange),
            ("GET", _) => records.Read(shape, segments[1]),
            ("PATCH", 2) => await records.ChangeAsync(shape, segments[1], exchange),
            ("DELETE", 2) => await records.DeleteAsync(shape, segments[1], exchange),
            (_, var length) => Answer.Of(new RefusedException(405, $"{exchange.Method} is not possible here")) with
            {
                Allow = length == 1 ? "GET, POST" : "GET, PATCH, DELETE",
            },
        };
    }

    /// <summary>
    /// A page of another site, open in the same browser, must not reach a side that listens on loopback: neither by a
    /// name of its own that resolves here, nor by posting a form.
    /// </summary>
    private void RequireOwnPage(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        if (loopbackOnly && host != "localhost" && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip)))
            throw new RefusedException(403, "this sandbox answers on loopback names only", "Host");
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"{request.Scheme}://{request.Host}")
            throw new RefusedException(403, "pages of other origins may not use the sandbox", "Origin");
    }

    private void Note(Exchange exchange, DateTimeOffset arrived, Answer answer)
    {
        var body = exchange.Body.Length == 0 ? null : exchange.Body[..Math.Min(exchange.Body.Length, LongestLoggedBody)];
        log.Add(number => new LogEntry(
            number, Moments.Spell(arrived), exchange.Method, exchange.Request.Path.Value!,
            exchange.Request.QueryString.Value ?? "", answer.Status, exchange.IfMatch, exchange.IdempotencyKey, answer.Fault, answer.Replayed is not null, body));
    }

    private static async Task SendAsync(HttpContext context, Answer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Version is not null) response.Headers.ETag = $"\"{answer.Version}\"";
        if (answer.Replayed is not null)
        {
            response.Headers["Idempotency-Replayed"] = "true";
            response.Headers["Idempotency-Version"] = $"\"{answer.Replayed}\"";
        }
        if (answer.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = JsonSerializer.Serialize(seconds);
        if (answer.Location is not null) response.Headers.Location = answer.Location;
        if (answer.Allow is not null) response.Headers.Allow = answer.Allow;
        if (answer.Body is null) return;
        response.ContentType = answer.ContentType;
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes);
    }

    private static Answer Fault(int status, string name) =>
        Answer.Of(new RefusedException(status, $"injected fault: {name}")) with { Fault = name };

    private static bool IsWrite(Exchange exchange) => exchange.Method is "POST" or "PATCH" or "DELETE";

    /// <summary>The web page counts as one of the paths that are neither faulted nor logged.</summary>
    private static bool IsControl(Exchange exchange) =>
        exchange.Request.Path.Value is "/" or "" or "/favicon.ico"
        || exchange.Request.Path.Value!.StartsWith("/_", StringComparison.Ordinal);
}
