using Npgsql;
using NpgsqlTypes;

namespace Sync.Silo.Storage.Postgres;

/// <summary>A statement of a batch, and what is done with each of its rows.</summary>
internal sealed class Statement
{
    private readonly Action<NpgsqlDataReader> read;

    private Statement(NpgsqlBatchCommand command, Action<NpgsqlDataReader> read) => (Command, this.read) = (command, read);

    public NpgsqlBatchCommand Command { get; }

    /// <summary>A statement by its text, whose parameters are $1 and so on.</summary>
    public static Statement Of(string sql, Action<NpgsqlDataReader> read, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return new(command, read);
    }

    /// <summary>A statement without rows to read.</summary>
    public static Statement Of(NpgsqlBatchCommand command) => new(command, _ => { });

    /// <summary>Sends statements in one round trip and one transaction, which is through when this returns.</summary>
    public static async Task RunAsync(NpgsqlDataSource database, IReadOnlyList<Statement> statements)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = connection.CreateBatch();
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.Command);

        // Without an error barrier all statements up to the end are one transaction. A failing commit shows after the last result.
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var statement in statements)
        {
            while (await reader.ReadAsync())
                statement.read(reader);
            await reader.NextResultAsync();
        }
    }

    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)StoredText.Encode(value) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Number(long value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Texts(IEnumerable<string?> values) => Array(values.Select(StoredText.Encode).ToArray(), NpgsqlDbType.Text);

    public static NpgsqlParameter Numbers(IEnumerable<long> values) => Array(values.ToArray(), NpgsqlDbType.Bigint);

    public static NpgsqlParameter MaybeNumbers(IEnumerable<long?> values) => Array(values.ToArray(), NpgsqlDbType.Bigint);

    public static NpgsqlParameter Flags(IEnumerable<bool> values) => Array(values.ToArray(), NpgsqlDbType.Boolean);

    public static NpgsqlParameter Blobs(IEnumerable<byte[]> values) => Array(values.ToArray(), NpgsqlDbType.Bytea);

    private static NpgsqlParameter Array(object values, NpgsqlDbType of) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | of };
}
