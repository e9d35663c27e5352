namespace Sync.Reconciliation;

/// <summary>
/// A pair whose record is one of many. Its counterpart may be in other pairs already, so that it does not wait for it as a half pair:
/// whatever the pairing creates, it looks for it on its side, by the match key, and has it to itself or shares it. Two of one key
/// are as ambiguous as ever.
/// </summary>
internal static class Sharing
{
    /// <summary>Whether a half pair has not looked yet, under the key it has now.</summary>
    public static bool IsSeeking(PairState state, Pairing pairing) => IsLacking(state, pairing) && KeyOf(state, pairing) != state.Scratch.SoughtUnder;

    /// <summary>Whether it is half a pair that has a key to look by, and nothing under way that ends it.</summary>
    public static bool IsLacking(PairState state, Pairing pairing) => pairing.Many is { } many
        && state[many] is { Id: null, Intent: null } && state[many.Other()] is { Id: not null, IsGone: false, MatchKey: not null };

    /// <summary>Whoever found nobody is told of who comes; should that word be lost, it looks again now and then.</summary>
    public static PairState Due(PairState state, Pairing pairing) => IsLacking(state, pairing) && !pairing.CreatesOn(pairing.Many!.Value)
        ? state with { Scratch = state.Scratch with { SoughtUnder = null } }
        : state;

    private static string? KeyOf(PairState state, Pairing pairing) => state[pairing.Many!.Value.Other()].MatchKey;

    /// <summary>A row just inserted has the key of its record, and not yet the record to look by.</summary>
    public static Ask Ask(PairState state, Side own) => state[own].Digest is null
        ? new Ask.Read(own, state[own].Id!)
        : new Ask.Find(own.Other(), state[own].Seen);

    /// <summary>Whether no half pair keeps a record that was found; whole pairs do not.</summary>
    public static bool IsFree(FoundRecord found) => found.Holder is null or { IsFree: true, CreateIsOpen: false };

    /// <summary>Word of a record that has the key: whether it is the only one, the pair looks for itself, unless it has one.</summary>
    public static PairState Offered(PairState state, Side many)
    {
        if (state[many].Id is not null)
            return state;
        var seeking = state with { Scratch = state.Scratch with { SoughtUnder = null } };
        return state.Halt is { Status: PairStatus.Parked } ? (seeking with { Halt = null }).Dirty() : seeking;
    }

    /// <summary>The records of the other side that have the key. None: the pairing may have one made.</summary>
    public static PairState Found(PairState state, Input.Found found)
    {
        if (found.Failure is not null)
            return Retrying.After(state, found.Side, found.Failure, found.Now);
        state = state[found.Side].Retry is null ? state : state.Change(found.Side, side => side with { Retry = null });
        return found.Records switch
        {
            [] => (state with { Scratch = state.Scratch with { SoughtUnder = state[found.Side.Other()].MatchKey } }).Dirty(),
            [var one] when IsFree(one) => state with
            {
                Scratch = state.Scratch with { Taking = new Taking(found.Side, one.ExternalId, one.Holder?.Row, OwnRead: false, Offered: false) },
            },
            [{ Holder: { IsFree: true } or { IsDeleting: true } }] => Linking.WaitAndLookAgain(state, found.Now),
            [{ Holder: { } other } one] => Linking.Ambiguous(
                state, $"{found.Side.Name()} record {one.ExternalId} matches and belongs to pair {other.Row.Pair}", found.Now),
            _ => Linking.Ambiguous(
                state, $"more than one {found.Side.Name()} record matches: {string.Join(", ", found.Records.Select(r => r.ExternalId))}", found.Now),
        };
    }
}
