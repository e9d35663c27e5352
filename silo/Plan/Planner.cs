using Sync.Configuration;
using Sync.Connectors;
using Sync.Grains;
using Sync.Reconciliation;
using Sync.Silo.Api;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Silo.Plan;

/// <summary>Rehearses a configuration on a copy of the rows, and compares the rows before and after.</summary>
/// <param name="loaded">The configuration.</param>
/// <param name="mappings">How pairings were last read.</param>
/// <param name="copy">The file of an embedded pair store with the rows; it is written to.</param>
internal sealed class Planner(SyncConfiguration loaded, IReadOnlyList<StoredMapping> mappings, string copy)
{
    private const int PageSize = 1_000;

    /// <exception cref="FormatException">The configuration cannot run on this data.</exception>
    /// <exception cref="ConnectorException">A side could not be listed.</exception>
    /// <exception cref="PairStoreException">The data cannot be read.</exception>
    public async Task<PlanReport> PlanAsync(CancellationToken cancellation)
    {
        var revised = MappingRevisions.Of(loaded, mappings);
        await using var connectors = Connectors(revised.Configuration);
        await using var store = new SqlitePairStore(new SqlitePairStoreOptions(copy));
        await store.StartAsync(cancellation);
        var before = await RowsAsync(store, revised.Configuration, cancellation);
        var sequence = await store.LastActivityAsync(null, null, 1, cancellation) is [var last] ? last.Sequence : 0;
        var rehearsal = new Rehearsal(
            revised.Configuration, store, connectors.GetRequiredService<PerSide<IConnector>>(), TimeProvider.System.GetUtcNow());
        await rehearsal.RunAsync(cancellation);
        var after = await RowsAsync(store, revised.Configuration, cancellation);
        return new PlanReport(
            [.. revised.Configuration.Pairings.Select(pairing => new PlannedPairing(
                pairing.Name, after.Count(row => row.Id.Pairing == pairing.Name), revised.Changes.FirstOrDefault(change => change.Pairing == pairing.Name)))],
            rehearsal.Writes,
            [.. Links(before, after)],
            await DecisionsAsync(store, sequence, cancellation),
            [.. after.SelectMany(Conflicts)],
            [.. after.Where(row => row.Status is not (PairStatus.InSync or PairStatus.Conflict or PairStatus.Unlinked or PairStatus.Deleted)).Select(Halted)],
            [.. rehearsal.DeletionsWaiting]);
    }

    /// <summary>Connectors through whose gate no write passes, whatever asked for it.</summary>
    private static ServiceProvider Connectors(SyncConfiguration configuration) =>
        new ServiceCollection().AddSingleton<ISendGate, ShutGate>().AddConnectors(configuration).BuildServiceProvider();

    private static async Task<IReadOnlyList<PairRow>> RowsAsync(IPairStore store, SyncConfiguration configuration, CancellationToken cancellation)
    {
        var rows = new List<PairRow>();
        foreach (var pairing in configuration.Pairings)
        {
            PairPage page;
            PairId? after = null;
            do
            {
                page = await store.ListAsync(new PairQuery(pairing.Name, After: after, Limit: PageSize), cancellation);
                rows.AddRange(page.Rows);
                after = page.Rows.Count > 0 ? page.Rows[^1].Id : after;
            }
            while (page.More);
        }
        return rows;
    }

    private static IEnumerable<PlannedLink> Links(IReadOnlyList<PairRow> before, IReadOnlyList<PairRow> after)
    {
        var linked = before.Where(row => !row.IsHalf).Select(Of).ToHashSet();
        return after.Where(row => !row.IsHalf && Sides.Both.All(side => !Rehearsal.IsPlanned(row.ExternalIds[side]))).Select(Of).Where(link => !linked.Contains(link));

        static PlannedLink Of(PairRow row) => new(row.Id.Pairing, row.ExternalIds.Crm!, row.ExternalIds.Shop!);
    }

    private static async Task<IReadOnlyList<PlannedDecision>> DecisionsAsync(IPairStore store, long after, CancellationToken cancellation)
    {
        var decisions = new List<PlannedDecision>();
        IReadOnlyList<RecordedActivity> page;
        do
        {
            page = await store.ActivityAfterAsync(after, null, PageSize, cancellation);
            decisions.AddRange(page.Where(a => a.Activity.Kind == ActivityKind.Decided).Select(
                a => new PlannedDecision(a.Pair.Pairing, a.Pair, a.Activity.Property ?? "", a.Activity.Text)));
            after = page.Count > 0 ? page[^1].Sequence : after;
        }
        while (page.Count == PageSize);
        return decisions;
    }

    private static IEnumerable<PlannedConflict> Conflicts(PairRow row) => PairStateCodec.Decode(row).Conflicts.Select(conflict => new PlannedConflict(
        row.Id.Pairing, row.ExternalIds.Crm, row.ExternalIds.Shop, conflict.Key, $"{conflict.Value.Crm}", $"{conflict.Value.Shop}", conflict.Value.Reason));

    private static HaltedPair Halted(PairRow row) =>
        new(row.Id.Pairing, row.Status, row.ExternalIds.Crm, row.ExternalIds.Shop, PairMessages.ToSummary(row).Reason);

    private sealed class ShutGate : ISendGate
    {
        public bool MaySend => false;
    }
}
