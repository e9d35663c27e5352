using System.Globalization;

namespace Sync.Grains;

/// <summary>
/// How many deletions a pairing still grants. A grant counts for the window; it is remembered longer, so that a retry of the
/// same pair and generation never costs a second one. Once the budget is used up nothing is granted until a person agrees to a
/// number of deletions more, however long that takes.
/// </summary>
internal sealed class DeletionBudget(Pairing pairing, PairingState state)
{
    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(7);

    /// <summary>Grants that count now.</summary>
    public int Used(DateTimeOffset now) => state.Grants.Values.Count(at => at > now - pairing.DeletionWindow);

    /// <summary>Whether it was granted before.</summary>
    public bool IsGranted(string pair, int generation) => state.Grants.ContainsKey(Key(pair, generation));

    /// <summary>Takes one from the budget, or pauses; to be made durable before it is told.</summary>
    public bool TryGrant(string pair, int generation, DateTimeOffset now)
    {
        var isAgreed = state.DeletionsAgreed > 0;
        if (!isAgreed && Used(now) >= pairing.DeletionBudget)
            state.DeletionsPausedAt ??= now;
        if (state.DeletionsPausedAt is not null)
            return false;
        if (isAgreed)
            state.DeletionsAgreed--;
        var kept = RememberedFor > pairing.DeletionWindow ? RememberedFor : pairing.DeletionWindow;
        foreach (var old in state.Grants.Where(g => g.Value <= now - kept).Select(g => g.Key).ToList())
            state.Grants.Remove(old);
        state.Grants[Key(pair, generation)] = now;
        return true;
    }

    /// <summary>A person agrees to so many deletions more; whether they were paused.</summary>
    public bool TryAgree(int deletions)
    {
        if (state.DeletionsPausedAt is null)
            return false;
        (state.DeletionsPausedAt, state.DeletionsAgreed) = (null, deletions);
        return true;
    }

    private static string Key(string pair, int generation) => pair + "#" + generation.ToString(CultureInfo.InvariantCulture);
}
