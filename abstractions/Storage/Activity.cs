namespace Sync;

/// <summary>One thing that happened to a pair, committed with the state that it changed.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What: a word of <see cref="ActivityKind"/>.</param>
/// <param name="Side">The side it came from or went to.</param>
/// <param name="Property">The property, where it is about one.</param>
/// <param name="Text">For a person: values and rule.</param>
/// <param name="TraceId">The trace it happened in, 32 hexadecimal digits.</param>
public sealed record Activity(DateTimeOffset At, ActivityKind Kind, Side? Side, string? Property, string Text, string? TraceId);

/// <summary>An activity as read back.</summary>
/// <param name="Sequence">Rises with every commit; a token to go on from.</param>
/// <param name="Pair">The pair.</param>
/// <param name="Activity">What happened.</param>
public sealed record RecordedActivity(long Sequence, PairId Pair, Activity Activity);

/// <summary>What an activity is about.</summary>
public enum ActivityKind
{
    Observed,
    Linked,
    Created,
    Updated,
    Deleted,
    Agreed,
    Decided,
    Conflict,
    Resolved,
    Normalised,
    Retrying,
    Parked,
    Replayed,
    Ambiguous,
    Paused,
    Unlinked,
    Undeleted,
    Absorbed,
}
