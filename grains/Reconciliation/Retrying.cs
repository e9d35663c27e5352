namespace Sync.Reconciliation;

/// <summary>When a side that failed is asked again. Jitter is a hash of pair and attempt, so that a step stays deterministic.</summary>
internal static class Retrying
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static PairState After(PairState state, Side name, Failure failure, DateTimeOffset now)
    {
        var attempt = (state[name].Retry?.Attempt ?? 0) + 1;
        var pause = Backoff(state.Id, attempt);
        var retry = new Retry(attempt, now + (failure.RetryAfter > pause ? failure.RetryAfter.Value : pause), failure.Reason);
        var next = state.Change(name, s => s with { Retry = retry });
        return attempt == 1
            ? next.Note(new Activity(now, ActivityKind.Retrying, name, null, failure.Reason, null))
            : next;
    }

    /// <summary>When it is looked again whether a record's references are linked: no later than it has waited already, and after five minutes at most.</summary>
    public static PairState AskAfter(PairState state, Side name, DateTimeOffset now)
    {
        var side = state[name];
        if (side.Awaits.IsEmpty)
            return state;
        var attempt = side.AskedAfter.Attempt + 1;
        return state.Change(name, s => s with { AskedAfter = (attempt, now + Backoff(state.Id, attempt)) });
    }

    /// <summary>Doubles from half a second to five minutes, between half and all of it.</summary>
    internal static TimeSpan Backoff(PairId pair, int attempt)
    {
        var full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 20)), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + 0.5 * Jitter(pair, attempt)));
    }

    private static double Jitter(PairId pair, int attempt)
    {
        var hash = 2166136261u;
        foreach (var character in pair.Value)
            hash = (hash ^ character) * 16777619u;
        return ((hash ^ (uint)attempt) * 16777619u) / (double)uint.MaxValue;
    }
}
