namespace Sync.Connectors;

/// <summary>Sends requests to one side. Whatever happens is an answer; only the caller's own cancellation is thrown.</summary>
internal sealed class SideClient(Side side, Uri address, HttpClient http, TimeProvider time, bool isBackground = false)
{
    /// <summary>The side's address without a slash at its end.</summary>
    private readonly string root = address.AbsoluteUri.TrimEnd('/');

    /// <summary>The same client for requests that nobody waits for.</summary>
    public SideClient InBackground => isBackground ? this : new SideClient(side, address, http, time, isBackground: true);

    public bool IsBackground => isBackground;

    /// <summary>A request for a URL under the side's address.</summary>
    public HttpRequestMessage Request(HttpMethod method, string url) => new(method, $"{root}/{url}");

    /// <summary>Sends a request and takes its whole answer in.</summary>
    /// <param name="request">The request; disposed.</param>
    /// <param name="maxBytes">The longest body accepted.</param>
    /// <param name="wait">How long the side is asked to wait for a change; zero for everything but a long poll.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; the request may have been sent.</exception>
    public async Task<Answer> SendAsync(HttpRequestMessage request, long maxBytes, TimeSpan wait, CancellationToken cancellation)
    {
        using var sent = request;
        var path = request.RequestUri!.GetLeftPart(UriPartial.Path)[root.Length..].TrimStart('/');
        var call = new Call($"{side.Name()} {request.Method} {path}", wait, maxBytes, isBackground);
        call.Attach(request);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return new Answer.Received(
                $"{call.Name}: {(int)response.StatusCode} {response.ReasonPhrase}",
                response.StatusCode,
                Tag(response, "ETag"),
                RetryAfterHeader.Of(response, time),
                await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception exception)
        {
            var fault = Faults.Of(exception, cancellation);
            var failure = new Failure($"{call.Name}: {exception.Message}", SideWide: fault is Fault.NotConnected);
            return fault switch
            {
                Fault.HeldBack => new Answer.NotSent(((NotSentException)exception).Failure),
                Fault.NotConnected => new Answer.NotSent(failure),
                Fault.Lost => new Answer.Lost(failure),
                _ => throw new OperationCanceledException($"{call.Name} was cancelled.", exception, cancellation),
            };
        }
    }

    /// <summary>An entity tag without weakness and quotes, which some sides leave out.</summary>
    private static string? Tag(HttpResponseMessage response, string header) =>
        response.Headers.NonValidated.TryGetValues(header, out var values) && values.ToString() is { Length: > 0 } tag
            ? (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"')
            : null;
}
