namespace Sync.Reconciliation;

/// <summary>
/// Oscillation: the two sides alternate, again and again and quickly, as source of the same two values. Two rules at work in the
/// two systems do that, and no merge ends it; a person does.
/// </summary>
internal static class Swinging
{
    private const int Most = 6;
    private static readonly TimeSpan Quickly = TimeSpan.FromMinutes(1);

    /// <summary>The provenance of a value about to be sent, which counts how often in a row it was only the swing back.</summary>
    public static Provenance Next(PairState state, string property, Side from, string rule, DateTimeOffset now)
    {
        var before = state.Provenance.GetValueOrDefault(property);
        // Decided anew, since the write met another version: it is the same swing.
        if (before is { Replaced: { } standing } && before.Side == from && standing.Equals(state.Base[property]))
            return before with { At = now, Rule = rule };
        var isAnswer = before is not null && before.Side == from.Other() && now - before.At <= Quickly;
        var isBack = isAnswer && before!.Replaced is { } replaced && replaced.Equals(state[from].Seen[property]);
        return new Provenance(from, now, rule)
        {
            Replaced = isAnswer ? state.Base[property] : null,
            Swings = isBack ? before!.Swings + 1 : 0,
        };
    }

    /// <summary>Whether an edit is one swing too many.</summary>
    public static bool IsEndless(PairState state, string property, Side edited) =>
        state.Provenance.GetValueOrDefault(property) is { Swings: >= Most, Replaced: { } replaced } before
        && before.Side == edited.Other() && replaced.Equals(state[edited].Seen[property]);
}
