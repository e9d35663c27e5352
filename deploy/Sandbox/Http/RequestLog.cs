namespace Sync.Sandbox.Http;

/// <summary>One request as it was answered.</summary>
/// <remarks>
/// Number counts up from 1 in the order of the answers; At is the arrival, ISO 8601 UTC. Status is 0 when the connection
/// was cut without an answer. Fault names the injected fault that made the answer, null when none did; Replayed says that
/// a known idempotency key did. Body is what was sent, at most 16,384 characters; null when nothing was.
/// </remarks>
internal sealed record LogEntry(
    long Number, string At, string Method, string Path, string Query, int Status, string? IfMatch, string? IdempotencyKey,
    string? Fault, bool Replayed, string? Body);

/// <summary>The newest requests of one side, in memory. Thread-safe.</summary>
internal sealed class RequestLog(int capacity)
{
    private readonly LogEntry?[] _ring = new LogEntry?[capacity];
    private readonly Lock _gate = new();
    private long _last;

    public void Add(Func<long, LogEntry> entry)
    {
        lock (_gate)
        {
            var number = ++_last;
            _ring[number % capacity] = entry(number);
        }
    }

    /// <summary>The entries numbered above <paramref name="since"/> that are still kept, oldest first.</summary>
    public IReadOnlyList<LogEntry> Since(long since, int limit)
    {
        lock (_gate)
        {
            var first = Math.Max(Math.Max(since, 0) + 1, _last - capacity + 1);
            var entries = new List<LogEntry>();
            for (var number = first; number <= _last && entries.Count < limit; number++) entries.Add(_ring[number % capacity]!);
            return entries;
        }
    }
}
