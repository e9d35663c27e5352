namespace Sync.Silo.Hosting;

/// <summary>Counts what was linked and created since the silo started, from the activity.</summary>
internal sealed class Tally(IPairStore store)
{
    private const int PageSize = 1_000;
    private readonly Dictionary<(string Pairing, ActivityKind Kind, Side? Side), int> counts = [];
    private long? begun;
    private long after;

    /// <summary>Counts only what comes after now; called again, it changes nothing.</summary>
    public async Task BeginAsync(CancellationToken cancellation) =>
        after = Math.Max(after, begun ??= (await store.LastActivityAsync(null, null, 1, cancellation)).FirstOrDefault()?.Sequence ?? 0);

    /// <summary>Takes account of everything new.</summary>
    public async Task CountAsync(CancellationToken cancellation)
    {
        IReadOnlyList<RecordedActivity> page;
        do
        {
            page = await store.ActivityAfterAsync(after, null, PageSize, cancellation);
            foreach (var (sequence, pair, activity) in page)
            {
                after = sequence;
                var key = (pair.Pairing, activity.Kind, activity.Kind == ActivityKind.Created ? activity.Side : null);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>In words.</summary>
    public string Of(string pairing) =>
        $"{Count(pairing, ActivityKind.Linked)} linked, {Count(pairing, ActivityKind.Created, Side.Shop)} created on shop, " +
        $"{Count(pairing, ActivityKind.Created, Side.Crm)} on crm";

    private int Count(string pairing, ActivityKind kind, Side? side = null) => counts.GetValueOrDefault((pairing, kind, side));
}
