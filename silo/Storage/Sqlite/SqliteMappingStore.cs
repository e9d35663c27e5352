using Microsoft.Data.Sqlite;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// Mapping revisions in the file of the pairs, so that one copy of it has both. Each call opens the file for itself: it is asked
/// before the pair store starts.
/// </summary>
internal sealed class SqliteMappingStore(string file) : IMappingStore
{
    private const string Load = "SELECT pairing, revision, mapping FROM mappings ORDER BY pairing";
    private const string First = "INSERT OR IGNORE INTO mappings (pairing, revision, mapping) VALUES ($pairing, $revision, $mapping)";
    private const string Next = "UPDATE mappings SET revision = $revision, mapping = $mapping WHERE pairing = $pairing AND revision = $revision - 1";

    /// <inheritdoc/>
    /// <exception cref="StorageRefusedException">The file's schema is newer than this program.</exception>
    public Task<IReadOnlyList<StoredMapping>> LoadAsync(CancellationToken cancellation) => RunAsync<IReadOnlyList<StoredMapping>>(
        session => session.Query(Load, row => new StoredMapping(row.GetString(0), row.GetInt32(1), row.GetString(2))), cancellation);

    /// <inheritdoc/>
    /// <exception cref="StorageRefusedException">The file's schema is newer than this program.</exception>
    public Task<bool> RaiseAsync(IReadOnlyList<StoredMapping> mappings, CancellationToken cancellation) => RunAsync(
        session =>
        {
            session.Execute("BEGIN IMMEDIATE");
            var isRaised = mappings.All(mapping => Put(session, mapping));
            session.Execute(isRaised ? "COMMIT" : "ROLLBACK");
            return isRaised;
        },
        cancellation);

    private static bool Put(SqliteSession session, StoredMapping mapping) => session.Execute(
        mapping.Revision == 1 ? First : Next,
        ("$pairing", mapping.Pairing), ("$revision", mapping.Revision), ("$mapping", mapping.Json)) == 1;

    private Task<T> RunAsync<T>(Func<SqliteSession, T> run, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                SqliteSchema.Migrate(file, "pairs");
                using var session = SqliteSession.Write(file);
                return run(session);
            }
            catch (SqliteException failure)
            {
                throw new PairStoreException($"The database '{file}' failed: {failure.Message}", failure);
            }
        },
        cancellation);
}
