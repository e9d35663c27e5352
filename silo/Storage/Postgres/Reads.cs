using Npgsql;
using static Sync.Silo.Storage.Postgres.Statement;

namespace Sync.Silo.Storage.Postgres;

/// <summary>A row to load.</summary>
internal sealed class LoadWork(PairId pair) : PostgresWork<PairRow?>
{
    public PairId Pair => pair;
}

/// <summary>Records of a side to look up.</summary>
internal sealed class LookUpWork(string pairing, Side side, IReadOnlyList<LookUp> records) : PostgresWork<IReadOnlyList<LookedUp>>
{
    public string Pairing => pairing;

    public Side Side => side;

    public IReadOnlyList<LookUp> Records => records;

    public LookedUp[] Found { get; } = new LookedUp[records.Count];
}

/// <summary>Any other read: a statement of its own.</summary>
internal sealed class QueryWork<T>(string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters) : PostgresWork<IReadOnlyList<T>>, IQueryWork
{
    /// <inheritdoc/>
    public Statement Statement()
    {
        var rows = new List<T>();
        Known = rows;
        return Of(sql, reader => rows.Add(read(reader)), [.. parameters.Select(parameter => parameter.Clone())]);
    }
}

/// <summary>A read with a statement of its own.</summary>
internal interface IQueryWork
{
    /// <summary>The statement, new at each call; its rows become the result.</summary>
    Statement Statement();
}
