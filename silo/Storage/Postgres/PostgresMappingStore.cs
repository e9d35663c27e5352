using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>Mapping revisions beside the pairs. All silos of a cluster compare theirs with what lies here.</summary>
internal sealed class PostgresMappingStore(NpgsqlDataSource database) : IMappingStore
{
    private const string Load = "SELECT pairing, revision, mapping FROM mappings ORDER BY pairing";
    private const string First = "INSERT INTO mappings (pairing, revision, mapping) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private const string Next = "UPDATE mappings SET revision = $2, mapping = $3 WHERE pairing = $1 AND revision = $2 - 1";

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMapping>> LoadAsync(CancellationToken cancellation) => RunAsync<IReadOnlyList<StoredMapping>>(async () =>
    {
        var mappings = new List<StoredMapping>();
        await Statement.RunAsync(
            database, [Of(Load, row => mappings.Add(new(row.GetString(0), row.GetInt32(1), StoredText.Decode(row.GetString(2)))))]);
        return mappings;
    });

    /// <inheritdoc/>
    public Task<bool> RaiseAsync(IReadOnlyList<StoredMapping> mappings, CancellationToken cancellation) => RunAsync(async () =>
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // In the order of names, so that two silos that raise several do not wait for each other.
        foreach (var mapping in mappings.OrderBy(mapping => mapping.Pairing, StringComparer.Ordinal))
        {
            await using var command = new NpgsqlCommand(mapping.Revision == 1 ? First : Next, connection)
            {
                Parameters = { Text(mapping.Pairing), new() { Value = mapping.Revision }, Text(mapping.Json) },
            };
            if (await command.ExecuteNonQueryAsync(cancellation) != 1)
                return false;
        }

        await transaction.CommitAsync(cancellation);
        return true;
    });

    private async Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (NpgsqlException failure)
        {
            throw PostgresFailure.Told(failure, PostgresDatabase.Name(database));
        }
    }
}
