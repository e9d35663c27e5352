namespace Sync.Connectors;

/// <summary>What the handlers need to know of a request; travels in its options.</summary>
/// <param name="Name">
/// Side, method and path, for reasons: <c>crm GET customers/1</c>. Without the query, which may hold personal data.
/// </param>
/// <param name="Wait">How long the side was asked to wait for a change; zero for everything but a long poll.</param>
/// <param name="MaxBytes">The longest body accepted.</param>
/// <param name="InBackground">Whether nobody waits for it.</param>
internal sealed record Call(string Name, TimeSpan Wait, long MaxBytes, bool InBackground = false)
{
    private static readonly HttpRequestOptionsKey<Call> Key = new("sync.call");

    public bool IsLongPoll => Wait > TimeSpan.Zero;

    public static Call Of(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var call) ? call : throw new InvalidOperationException("A request to a side carries its Call.");

    public void Attach(HttpRequestMessage request) => request.Options.Set(Key, this);
}
