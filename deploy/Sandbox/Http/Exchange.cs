using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sync.Sandbox.Http;

/// <summary>One request with its body read, and what a handler needs of it.</summary>
internal sealed record Exchange(HttpRequest Request, string Body, CancellationToken Ended)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public string Method => Request.Method;

    public IQueryCollection Query => Request.Query;

    public string? IfMatch => Header("If-Match");

    public string? IdempotencyKey => Header("Idempotency-Key");

    /// <param name="request">What came in.</param>
    /// <param name="ended">Cancelled when the caller goes away or the sandbox stops.</param>
    public static async Task<Exchange> ReadAsync(HttpRequest request, CancellationToken ended)
    {
        using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        return new Exchange(request, await reader.ReadToEndAsync(ended), ended);
    }

    /// <exception cref="RefusedException">400 when the body is not one JSON object with distinct names.</exception>
    public JsonObject JsonBody()
    {
        try
        {
            return JsonNode.Parse(Body, documentOptions: Strict) as JsonObject
                ?? throw RefusedException.Malformed("the body must be a JSON object");
        }
        catch (JsonException mistake)
        {
            throw RefusedException.Malformed($"the body is not JSON: {mistake.Message}");
        }
    }

    /// <summary>The versions If-Match names, with or without quotes; null when there is none.</summary>
    public IReadOnlyList<string>? ExpectedVersions() => IfMatch?
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(version => version.StartsWith("W/", StringComparison.Ordinal) ? version[2..] : version)
        .Select(version => version.Trim('"')).ToArray();

    private string? Header(string name) =>
        Request.Headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
}
