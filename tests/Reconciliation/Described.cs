using System.Text;

namespace Sync.Reconciliation.Tests;

/// <summary>
/// A state as text, every persisted fact by name: what two states are compared by, since dictionaries have no equality of their
/// own. Every intent reads as doubtful, but a create that was not sent.
/// </summary>
internal static class Described
{
    public static string Text(PairState state)
    {
        var text = new StringBuilder();
        text.AppendLine($"{state.Id} generation {state.Generation} revision {state.Revision} halt {state.Halt} retired {state.Retired}");
        text.AppendLine($"base {state.Base}");
        foreach (var side in Sides.Both)
            text.AppendLine(Text(side, state[side]));
        foreach (var (property, conflict) in state.Conflicts)
            text.AppendLine($"conflict {property} {conflict}");
        foreach (var (property, provenance) in state.Provenance)
            text.AppendLine($"provenance {property} {provenance}");
        return text.ToString();
    }

    private static string Text(Side name, SideState side) =>
        $"""
        {name} {side.Id} {side.Presence} version {side.Version} digest {side.Digest} key {side.MatchKey} in scope {side.InScope}
        seen {side.Seen} normalised {side.Normalised} doubted {side.Doubted} edited {string.Join(", ", side.EditedAt.Select(e => $"{e.Key} {e.Value:O}"))}
        position {side.Position} ahead {side.Ahead} read owed {side.ReadOwed} unreadable {side.Unreadable} resisted {side.Resisted}
        intent {Loaded(side.Intent)} retry {side.Retry}
        """;

    private static Intent? Loaded(Intent? intent) => intent is null ? null : intent with { Doubtful = intent is not Intent.Create { Sent: false } };
}
