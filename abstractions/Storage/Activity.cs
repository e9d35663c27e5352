namespace Sync;

/// <summary>One thing that happened to a pair, committed with the state that it changed.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What: a word of <see cref="ActivityKind"/>.</param>
/// <param name="Side">The side it came from or went to.</param>
/// <param name="Property">The property, where it is about one.</param>
/// <param name="Text">For a person: values and rule.</param>
/// <param name="TraceId">The trace it happened in, 32 hexadecimal digits.</param>
public sealed record Activity(DateTimeOffset At, ActivityKind Kind, Side? Side, string? Property, string Text, string? TraceId)
{
    /// <summary>
    /// What stood there before, as <see cref="ValueJson"/> has it: a value of <see cref="Property"/>, or without one a whole record.
    /// <see langword="null"/>: it replaced nothing, or is about no value.
    /// </summary>
    public string? From { get; init; }

    /// <summary>What stands there since, in the same form.</summary>
    public string? To { get; init; }

    /// <summary>Why that value: a word of <c>Provenance.Rule</c>; <see langword="null"/>: it is about no value.</summary>
    public string? Rule { get; init; }

    /// <summary>The person who wanted it; <see langword="null"/>: nobody in particular.</summary>
    public string? By { get; init; }

    /// <summary>
    /// When the value was edited, by the clock of the side that it came from: of a creation the record it was made from, of a link the
    /// record that was linked. <see langword="null"/>: nobody told.
    /// </summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The mapping revision under which it happened; <see langword="null"/>: an earlier build did not note it.</summary>
    public int? Revision { get; init; }
}

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
    Undone,
    Split,
    Merged,
}
