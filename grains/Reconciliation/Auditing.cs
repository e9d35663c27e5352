namespace Sync.Reconciliation;

/// <summary>Whether a record is as its pair knows it: what a sweep compares listings by, and what a pair tells of its own read.</summary>
public static class Auditing
{
    /// <summary>In what a record that is there is not as known; <see langword="null"/>: in nothing, or the pair is about to look anyway.</summary>
    public static DivergenceReason? Compare(PairState state, Side side, Mapped found, string? version)
    {
        var known = state[side];
        if (!IsAudited(state, side))
            return null;
        if (known.IsGone)
            return DivergenceReason.MissedReturn;
        if (known.Digest is null && known.Unreadable is null)
            return null;
        var isSame = found switch
        {
            Mapped.Good good => known.Digest == good.Digest,
            Mapped.Bad => known.Unreadable is not null,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return !isSame ? DivergenceReason.MissedEdit : known.Version != version ? DivergenceReason.MissedVersion : null;
    }

    /// <summary>The same by version and digest alone; without a digest by the version.</summary>
    public static DivergenceReason? Compare(PairState state, Side side, string? version, string? digest)
    {
        var known = state[side];
        if (!IsAudited(state, side) || (known is { IsGone: false, Digest: null, Unreadable: null }))
            return null;
        return known.IsGone ? DivergenceReason.MissedReturn
            : digest is not null && known.Digest?.ToString() != digest ? DivergenceReason.MissedEdit
            : known.Version != version ? DivergenceReason.MissedVersion : null;
    }

    /// <summary>Whether a record that a listing did not show ought to be there.</summary>
    public static bool IsExpected(PairState state, Side side) => IsAudited(state, side) && !state[side].IsGone;

    /// <summary>Whether a pair that rests has something to send or to agree by what it knows.</summary>
    public static bool IsUnsettled(PairState state, Pairing pairing) =>
        state.Halt is null && state.IsLinked && Sides.Both.All(side => state[side] is { ReadOwed: false, IsGone: false, Intent: null })
        && state.Revision == pairing.Revision && Standing.HasWork(state, pairing);

    /// <summary>What a read of the pair's own says, beside what was known before it; <see langword="null"/>: the side did not answer.</summary>
    public static Audited? Tell(PairState before, Input.Read read) => read.Answer switch
    {
        SideAnswer.Failed => null,
        SideAnswer.NotFound => IsExpected(before, read.Side)
            ? new Audited(DivergenceReason.MissedDelete, false, null, null, $"gone; known at version {before[read.Side].Version ?? "?"}")
            : new Audited(null, false, null, null, ""),
        SideAnswer.Found found => new Audited(
            Compare(before, read.Side, found.Mapped, found.Version), true, found.Version, (found.Mapped as Mapped.Good)?.Digest.ToString(),
            Describe(before[read.Side], found)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A record of an unlinked pair lives on its own, and one that is owed a read is about to be known.</summary>
    private static bool IsAudited(PairState state, Side side) =>
        state.Halt is not { Status: PairStatus.Unlinked } && state[side] is { Id: not null, ReadOwed: false };

    private static string Describe(SideState known, SideAnswer.Found found)
    {
        var versions = $"version {found.Version ?? "?"}, known was {(known.IsGone ? "that it is gone" : known.Version ?? "?")}";
        return found.Mapped switch
        {
            Mapped.Bad bad => $"{versions}; cannot be read: {bad.Reason}",
            Mapped.Good good when Changed(known, good) is { Count: > 0 } names => $"{string.Join(", ", names)}; {versions}",
            _ => versions,
        };
    }

    private static List<string> Changed(SideState known, Mapped.Good good) =>
        [.. good.Record.Where(p => known.Seen[p.Key] is { } value && !value.Equals(p.Value)).Select(p => p.Key)];
}
