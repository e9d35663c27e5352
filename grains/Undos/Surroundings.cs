using Sync.Reconciliation;

namespace Sync.Grains;

/// <summary>
/// What is around the pairs of a pairing that are undone: since when new records come by events, and who else needs a pair's records.
/// </summary>
/// <param name="store">The rows of all pairings.</param>
/// <param name="pairing">The pairing.</param>
/// <param name="all">All pairings.</param>
/// <param name="liveSince">When both first scans were done; <see langword="null"/>: not known.</param>
/// <param name="time">The clock.</param>
public sealed class Surroundings(IPairStore store, Pairing pairing, IReadOnlyList<Pairing> all, DateTimeOffset? liveSince, TimeProvider time)
{
    private const int PageSize = 500;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private (Task<Dictionary<string, PairId>> Referred, long At)? known;

    /// <summary>The pairing.</summary>
    public Pairing Pairing => pairing;

    /// <summary>Where the rows are.</summary>
    public IPairStore Store => store;

    /// <summary>What is known of a row beside its state and story.</summary>
    public Setting Of(PairRow row) => new(row.UpdatedAt, liveSince);

    /// <summary>Why a pair's records must stay for others' sake; <see langword="null"/>: nobody else needs them.</summary>
    public async Task<string?> WhyNeededAsync(PairRow row)
    {
        if ((await ReferredAsync()).TryGetValue(row.Id.Value, out var referring))
            return $"records still refer to it, such as those of {referring}: these go first";
        foreach (var side in Sides.Both)
        {
            if (row.ExternalIds[side] is { } id && await OtherAsync(row.Id, side, id) is { } holder)
                return $"{side.Name()} {id} belongs to {holder} too";
        }
        return null;
    }

    /// <summary>Another pair, of this pairing or another, that keeps the same record in step.</summary>
    private async Task<PairId?> OtherAsync(PairId pair, Side side, string externalId)
    {
        foreach (var sharing in all.Where(sharing => sharing.Kinds[side] == pairing.Kinds[side]))
        {
            var page = await store.ListAsync(new PairQuery(sharing.Name, Record: (side, externalId), Limit: PageSize), CancellationToken.None);
            if (page.Rows.FirstOrDefault(row => row.Id != pair && row is { IsHalf: false, Status: not PairStatus.Unlinked }) is { } other)
                return other.Id;
        }
        return null;
    }

    /// <summary>Who is referred to, and one that refers to each; looked up anew after a while, since records go on being made.</summary>
    private Task<Dictionary<string, PairId>> ReferredAsync()
    {
        if (known is not { } now || now.Referred.IsFaulted || time.GetElapsedTime(now.At) >= LookAgain)
            known = now = (ReferringAsync(), time.GetTimestamp());
        return now.Referred;
    }

    private async Task<Dictionary<string, PairId>> ReferringAsync()
    {
        var referred = new Dictionary<string, PairId>(StringComparer.Ordinal);
        foreach (var other in all.Where(other => other.Properties.Any(property => property.To == pairing.Name)))
        {
            PairPage page;
            PairId? after = null;
            do
            {
                page = await store.ListAsync(new PairQuery(other.Name, After: after, Limit: PageSize), CancellationToken.None);
                foreach (var row in page.Rows)
                {
                    foreach (var pair in Referrals.Of(PairStateCodec.Decode(row)))
                        referred.TryAdd(pair, row.Id);
                    after = row.Id;
                }
            }
            while (page.More);
        }
        return referred;
    }
}
