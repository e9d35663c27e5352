namespace Sync.Connectors;

/// <summary>
/// Takes the whole body in before the answer counts as received, so that timeouts, retries and the circuit cover it too,
/// and refuses one longer than the call accepts.
/// </summary>
internal sealed class BodyHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(Call.Of(request).MaxBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
