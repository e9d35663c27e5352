namespace Sync.Reconciliation;

/// <summary>What is told of a value that changed: what it was, what it is, why, and who wanted it.</summary>
internal static class Telling
{
    /// <summary>A side took these values: each is told beside the one it replaced, with the provenance that it was sent under.</summary>
    /// <param name="state">Before the values are agreed.</param>
    /// <param name="target">The side.</param>
    /// <param name="taken">The values.</param>
    /// <param name="before">What the side had.</param>
    /// <param name="now">When.</param>
    public static PairState Updated(PairState state, Side target, CanonicalRecord taken, Func<string, Value?> before, DateTimeOffset now)
    {
        foreach (var (property, value) in taken)
        {
            var origin = state.Provenance.GetValueOrDefault(property);
            state = state.Note(Changed(now, ActivityKind.Updated, target, property, before(property), value) with
            {
                Rule = origin?.Rule,
                By = origin?.By,
                EditedAt = origin?.By is null ? state[target.Other()].EditedAt.GetValueOrDefault(property) : null,
            });
        }
        return state;
    }

    /// <summary>A value in place of another.</summary>
    public static Activity Changed(DateTimeOffset now, ActivityKind kind, Side? side, string property, Value? from, Value to, string? text = null) =>
        new(now, kind, side, property, text ?? (from is null ? $"{to}" : $"{to} in place of {from}"), null)
        {
            From = from is null ? null : ValueJson.Text(from),
            To = ValueJson.Text(to),
        };
}
