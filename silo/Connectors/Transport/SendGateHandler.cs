namespace Sync.Connectors;

/// <summary>The innermost handler: nothing but a GET passes a shut gate.</summary>
internal sealed class SendGateHandler(ISendGate gate) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get || gate.MaySend
            ? base.SendAsync(request, cancellationToken)
            : throw new NotSentException(new Failure(
                $"{Call.Of(request).Name}: not sent, this silo cannot prove that it is still a member of its cluster", SideWide: true));
}
