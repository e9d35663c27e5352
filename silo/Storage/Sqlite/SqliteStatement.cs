using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sync.Silo.Storage.Sqlite;

/// <summary>
/// A statement prepared once and run often, straight on SQLite's own interface: a command and its reader, made anew for every run,
/// cost more than what most of our statements do. Not thread-safe.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly int[] places;

    /// <summary>Prepares a statement whose parameters come in this order; one that it does not use is left out.</summary>
    /// <exception cref="SqliteException">It is no SQL.</exception>
    public SqliteStatement(sqlite3 database, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        this.database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out statement), database);
        places = new int[parameters.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = raw.sqlite3_bind_parameter_index(statement, parameters[i].Name);
    }

    /// <summary>Runs it to its end; how many rows it changed.</summary>
    public int Execute(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        Bind(parameters);
        while (Step())
            continue;
        return raw.sqlite3_changes(database);
    }

    /// <summary>The first column of the first row, a number or a text; <see langword="null"/> where there is none.</summary>
    public object? Scalar(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        Bind(parameters);
        var value = !Step() ? null : raw.sqlite3_column_type(statement, 0) switch
        {
            raw.SQLITE_NULL => null,
            raw.SQLITE_INTEGER => (object)raw.sqlite3_column_int64(statement, 0),
            _ => raw.sqlite3_column_text(statement, 0).utf8_to_string(),
        };
        raw.sqlite3_reset(statement);
        return value;
    }

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();

    private void Bind(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] > 0)
                SqliteException.ThrowExceptionForRC(Bind(places[i], parameters[i].Value), database);
        }
    }

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, StoredText.Encode(text)),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        int number => raw.sqlite3_bind_int64(statement, place, number),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be stored."),
    };

    /// <summary>Whether there is a row. At the end, and after a failure, the statement may be run again.</summary>
    private bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, database);
        return false;
    }
}
