using Sync.Silo.Storage;
using Sync.Silo.Storage.Postgres;
using Sync.Silo.Storage.Sqlite;

namespace Sync.Silo.Plan;

/// <summary>What a configuration would run on, copied into an embedded pair store that a rehearsal may write to.</summary>
internal static class CopiedRows
{
    private const int PageSize = 1_000;

    /// <summary>Of a data folder, in use or not, or not there.</summary>
    /// <returns>How pairings were last read there.</returns>
    /// <exception cref="StorageRefusedException">It is of a newer version.</exception>
    /// <exception cref="PairStoreException">It cannot be read.</exception>
    public static Task<IReadOnlyList<StoredMapping>> OfFolderAsync(string folder, string copy, CancellationToken cancellation)
    {
        SqliteCopy.Make(Path.Combine(folder, "pairs.db"), copy);
        return new SqliteMappingStore(copy).LoadAsync(cancellation);
    }

    /// <summary>Of a database: the rows of these pairings, page by page, so that each is as it stood at some moment of the copying.</summary>
    /// <returns>How pairings were last read there.</returns>
    /// <exception cref="PairStoreException">It cannot be reached, or has not this program's schema.</exception>
    public static async Task<IReadOnlyList<StoredMapping>> OfDatabaseAsync(
        string database, IEnumerable<string> pairings, string copy, CancellationToken cancellation)
    {
        await using var source = PostgresDatabase.Open(database);
        var mappings = await new PostgresMappingStore(source).LoadAsync(cancellation);
        await using var from = new PostgresPairStore(source, new(), fence: null, TimeProvider.System);
        await from.StartAsync(cancellation);
        await using var to = new SqlitePairStore(new SqlitePairStoreOptions(copy));
        await to.StartAsync(cancellation);
        foreach (var pairing in pairings)
            await CopyAsync(from, to, pairing, cancellation);
        return mappings;
    }

    /// <summary>Copies the rows of a pairing into a store that has none of them.</summary>
    public static async Task CopyAsync(IPairStore from, IPairStore to, string pairing, CancellationToken cancellation)
    {
        PairPage page;
        PairId? after = null;
        do
        {
            page = await from.ListAsync(new PairQuery(pairing, After: after, Limit: PageSize), cancellation);
            await Task.WhenAll(page.Rows.Select(row => to.CommitAsync(new PairCommit(row with { RowVersion = 0 }, null, []), cancellation)));
            after = page.Rows.Count > 0 ? page.Rows[^1].Id : after;
        }
        while (page.More);
    }
}
